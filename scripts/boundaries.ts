// node scripts/boundaries.ts: refuses imports that the design forbids between the rooms of the repository.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { violations, type SourceFile } from './boundaries/rules.ts'

const root = dirname(import.meta.dirname)
const rooms = ['shared', 'renderer', 'electron', 'sync-server']

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourceFiles(path)
    return /\.[cm]?tsx?$/.test(entry.name) ? [path] : []
  })
}

const files = rooms.flatMap((room) => sourceFiles(join(root, room)))
const found = files.flatMap((path) => {
  const file: SourceFile = { path: relative(root, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }
  return violations(file)
})

for (const { path, line, specifier, reason } of found) process.stdout.write(`${path}:${line}: import of '${specifier}': ${reason}\n`)
process.stdout.write(found.length === 0 ? `The imports of ${files.length} files respect the boundaries.\n` : `${found.length} forbidden imports.\n`)
process.exitCode = found.length === 0 ? 0 : 1
