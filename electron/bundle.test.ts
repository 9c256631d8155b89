import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBuilder } from 'vite'
import type { DocumentOperations } from './host/documents/documents.worker.ts'
import type { StatementInput } from './host/documents/statement.ts'
import { Thread } from './host/store/rpc.ts'

const root = join(import.meta.dirname, '..')
// Beside dist/electron and as deep, since the bundles find packages and migrations upwards from where they lie.
const outDir = join(root, 'dist', `test-electron-${process.pid}`)
const built = (path: string) => readFileSync(join(outDir, path), 'utf8')

beforeAll(async () => {
  const into = (folder: string) => ({ build: { outDir: folder } })
  const environments = { main: into(outDir), preload: into(outDir), host: into(join(outDir, 'host')) }
  const builder = await createBuilder({ configFile: join(root, 'vite.electron.config.ts'), logLevel: 'warn', environments })
  await builder.buildApp()
})
afterAll(() => rmSync(outDir, { recursive: true, force: true }))

/** What a bundle loads at run time that is not part of Node. */
function packagesOf(code: string): string[] {
  const names = [...code.matchAll(/(?:\bfrom\s*|\bimport\s*|\brequire\()["']([^"'.][^"']*)["']/g)].map(([, name]) => name!.replace(/^node:/, ''))
  return [...new Set(names)].filter((name) => !builtinModules.includes(name)).toSorted()
}

describe('the bundles of the installed app', () => {
  it('are the main process, the preload script, the host and a file for each of its threads', () => {
    const sources = readdirSync(join(root, 'electron', 'host'), { recursive: true, encoding: 'utf8' })
    const threads = sources.filter((file) => file.endsWith('.worker.ts')).map((file) => file.replace(/^.*[\\/]/, '').replace(/\.ts$/, '.js'))
    expect(threads).toEqual(expect.arrayContaining(['writer.worker.js', 'reader.worker.js', 'documents.worker.js']))
    for (const file of ['main.js', 'preload.cjs', 'host/host-process.js', ...threads.map((name) => `host/${name}`)]) expect(existsSync(join(outDir, file))).toBe(true)
  })

  it('keep the main process thin: nothing but Electron and Node, and no SQLite', () => {
    expect(packagesOf(built('main.js'))).toEqual(['electron'])
    expect(built('main.js').length).toBeLessThan(60_000)
  })

  it('make the preload script one CommonJS file, as the sandbox demands', () => {
    expect(packagesOf(built('preload.cjs'))).toEqual(['electron'])
    expect(built('preload.cjs')).not.toMatch(/^(?:import|export)\b/m)
    expect(built('preload.cjs')).toContain('require("electron")')
  })

  it('keep Electron and the database server out of the host', () => {
    const packages = readdirSync(join(outDir, 'host')).flatMap((file) => packagesOf(built(`host/${file}`)))
    expect(packages).not.toContain('electron')
    expect(packages).not.toContain('pg')
    expect(packages).toContain('better-sqlite3')
  })

  it('run: the built host opens an encrypted replica with its threads and answers a window', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chairside-test-bundle-'))
    const harness = join(root, 'electron', 'app', 'testing', 'run-host-bundle.ts')
    const { stdout, status } = spawnSync(process.execPath, [harness, join(outDir, 'host', 'host-process.js'), dataDir], { encoding: 'utf8' })
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, ok: true, result: { stage: 'enrol', serverUrl: 'http://127.0.0.1:9' } })
    expect(status).toBe(0)
    expect(readFileSync(join(dataDir, 'replica.db')).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3')
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('draw a statement of account in the built thread, with the font it finds beside the bundle', async () => {
    const thread = new Thread<DocumentOperations>(pathToFileURL(join(outDir, 'host', 'documents.worker.js')), null)
    const pdf = await thread.call('statement', emptyStatement())
    await thread.stop()
    expect(Buffer.from(pdf).subarray(0, 5).toString()).toBe('%PDF-')
  })
})

function emptyStatement(): StatementInput {
  const id = '01930000-0000-7000-8000-000000000001'
  const at = '2026-11-20T01:30:00.000Z'
  return {
    clinic: { name: 'Malusog Dental', address: '', phone: '', tin: '' },
    patient: { name: 'Muñoz, Ñandú', address: '', chartNumber: 'C-1' },
    issuedByName: 'Ana Reyes',
    statement: {
      id, clinic_id: id, created_at: at, patient_id: id, number: 'SOA-FD1-000001', patient_name: 'Muñoz, Ñandú', from_date: '2026-11-01', to_date: '2026-11-20',
      opening_centavos: 0, charges_centavos: 0, credits_centavos: 0, closing_centavos: 0, lines: [], note: '', issued_by: null, issued_at: at, is_voided: false,
    },
  }
}
