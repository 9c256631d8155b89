import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBackup, readHeader, writeBackup } from './file.ts'
import type { TableSource } from './file.ts'
import { keyOf } from './key.ts'
import type { Manifest } from './manifest.ts'

const KEY = keyOf(Buffer.alloc(32, 7))
const ABOUT: Omit<Manifest, 'tables' | 'format'> = { createdAt: '2026-11-20T01:30:00.000Z', epoch: 'e', postgres: '18.4', migrations: [{ version: 1, name: 'one', checksum: 'c' }], server: {} }

let dir: string
let count = 0
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'chairside-test-file-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

async function write(tables: Record<string, string[]>): Promise<{ file: string; manifest: Manifest }> {
  const file = path.join(dir, `${count++}.backup`)
  async function* sources(): AsyncGenerator<TableSource> {
    for (const [name, rows] of Object.entries(tables)) yield { head: { name, columns: ['a', 'b'] }, rows: Readable.from(rows.map((row) => Buffer.from(`${row}\n`))) }
  }
  return { file, manifest: await writeBackup(file, KEY, ABOUT, sources()) }
}

async function read(file: string, key = KEY): Promise<{ tables: Record<string, string>; manifest: Manifest }> {
  const tables: Record<string, string> = {}
  let open = ''
  const manifest = await readBackup(file, key, {
    begin: async ({ name }) => {
      open = name
      tables[open] = ''
    },
    rows: async (lines) => void (tables[open] += lines.toString()),
    end: async () => {},
  })
  return { tables, manifest }
}

describe('a backup file', () => {
  it('gives back every row of every table, whatever is in the rows', async () => {
    // COPY writes line ends and backslashes within a value as two characters, so no row is one that ends a table.
    const row = fc.string({ unit: fc.constantFrom('a', '\\n', '\\\\', '.', '#', '\t', 'ñ', '😀', ' ') }).filter((text) => text !== '\\.')
    await fc.assert(fc.asyncProperty(fc.dictionary(fc.constantFrom('patients', 'users', 'roles'), fc.array(row, { maxLength: 20 })), async (tables) => {
      const { file, manifest } = await write(tables)
      const got = await read(file)
      expect(got.tables).toEqual(Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.map((text) => `${text}\n`).join('')])))
      expect(got.manifest).toEqual(manifest)
      expect(manifest.tables.map(({ name, rows }) => [name, rows])).toEqual(Object.entries(tables).map(([name, rows]) => [name, rows.length]))
    }), { numRuns: 30 })
  })

  it('takes rows that are longer than any piece it is read in', async () => {
    const rows = ['x'.repeat(3_000_000), '#table {"name":"users"}', 'y'.repeat(100_000), '#manifest {}']
    const { file } = await write({ patients: rows, users: ['1'] })
    expect((await read(file)).tables['patients']).toBe(rows.map((row) => `${row}\n`).join(''))
  })

  it('tells of itself without the key, and shows nothing of what is in it', async () => {
    const { file } = await write({ patients: ['Quetzalmarch'] })
    expect(readHeader(file).header).toMatchObject({ format: 1, createdAt: ABOUT.createdAt, schema: 1, keyId: KEY.id })
    expect(readFileSync(file, 'latin1')).not.toContain('Quetzal')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('is sealed anew each time: equal data gives different files', async () => {
    const [one, two] = [await write({ patients: ['1'] }), await write({ patients: ['1'] })]
    expect(readFileSync(one.file).equals(readFileSync(two.file))).toBe(false)
  })

  it('opens with its own key only', async () => {
    const { file } = await write({ patients: ['1'] })
    await expect(read(file, keyOf(Buffer.alloc(32, 8)))).rejects.toThrow(/sealed with another key/)
  })

  const text = (change: (text: string) => string) => (bytes: Buffer) => Buffer.from(change(bytes.toString('latin1')), 'latin1')

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['a byte changed', (bytes) => Buffer.from(bytes.map((byte, index) => (index === bytes.length - 50 ? byte ^ 1 : byte))), /damaged: The backup was altered/],
    ['its header changed', text((all) => all.replace('"schema":1', '"schema":0')), /damaged: The backup was altered/],
    ['its end cut off', (bytes) => bytes.subarray(0, bytes.length - 10), /damaged: The backup is cut off/],
    ['nothing behind its header', (bytes) => bytes.subarray(0, bytes.indexOf('}\n') + 2), /damaged: The backup is cut off/],
    ['a header that is none', text((all) => all.replace('"keyId"', '"key"')), /damaged: its first line cannot be read/],
    ['a format of the future', text((all) => all.replace('"format":1', '"format":2')), /newer version of Chairside/],
    ['something else in it', () => Buffer.from('something else\n'), /is not a backup of a centre/],
    ['nothing in it', () => Buffer.alloc(0), /is not a backup of a centre/],
  ])('with %s is refused with a sentence', async (_, change, sentence) => {
    const { file } = await write({ patients: ['1', '2'], users: ['3'] })
    writeFileSync(file, change(readFileSync(file)))
    await expect(read(file)).rejects.toThrow(sentence)
  })
})
