import { basename, join } from 'node:path'
import { globSync } from 'node:fs'
import { defineConfig } from 'vite'
import type { EnvironmentOptions } from 'vite'

const root = import.meta.dirname
const electron = join(root, 'electron')
// Everything else is bundled: these are part of Electron, or load files that lie beside them.
const external = ['electron', 'better-sqlite3', '@node-rs/argon2']

/**
 * The bundles of the installed app: `vite build --config vite.electron.config.ts` makes
 *   dist/electron/main.js                 Electron's main process
 *   dist/electron/preload.cjs             the sandboxed preload script, which must be CommonJS in one file
 *   dist/electron/host/host-process.js    the host, and beside it one file per thread, NAME.worker.js
 * The host lies one folder deeper because its code finds migrations/ three folders up, as it does from source.
 */
export default defineConfig({
  root,
  publicDir: false,
  builder: {
    // Vite adds an environment for web pages by itself; there is none here.
    buildApp: async (builder) => {
      for (const name of ['main', 'preload', 'host']) await builder.build(builder.environments[name]!)
    },
  },
  environments: {
    main: nodeBundle({ main: join(electron, 'main.ts') }, 'dist/electron', 'es', true),
    preload: nodeBundle({ preload: join(electron, 'preload.ts') }, 'dist/electron', 'cjs'),
    host: nodeBundle({ 'host-process': join(electron, 'host-process.ts'), ...workers() }, 'dist/electron/host', 'es'),
  },
})

/** Entries of the host's threads, by file name: `writer.worker`, `reader.worker`, ... */
function workers(): Record<string, string> {
  const files = globSync('host/**/*.worker.ts', { cwd: electron })
  return Object.fromEntries(files.map((file) => [basename(file, '.ts'), join(electron, file)]))
}

function nodeBundle(input: Record<string, string>, outDir: string, format: 'es' | 'cjs', isFirst = false): EnvironmentOptions {
  const extension = format === 'es' ? 'js' : 'cjs'
  return {
    consumer: 'server',
    resolve: { noExternal: true, external, conditions: ['node', 'import', 'default'] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: isFirst,
      target: 'node24',
      minify: false,
      sourcemap: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input,
        external,
        output: { format, entryFileNames: `[name].${extension}`, chunkFileNames: `[name]-[hash].${extension}` },
      },
    },
  }
}
