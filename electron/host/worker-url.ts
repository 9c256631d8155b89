/** Names of the host's threads; each is one file beside its room, and one file beside the bundle. */
const SOURCES = {
  writer: './store/writer.worker.ts',
  reader: './store/reader.worker.ts',
  documents: './documents/documents.worker.ts',
  backup: './backup/backup.worker.ts',
} as const

/** Where a thread's code lies: TypeScript when run from source, `NAME.worker.js` beside a bundle. */
export function workerUrl(name: keyof typeof SOURCES): URL {
  const fromSource = import.meta.url.endsWith('.ts')
  return new URL(fromSource ? SOURCES[name] : `./${name}.worker.js`, import.meta.url)
}
