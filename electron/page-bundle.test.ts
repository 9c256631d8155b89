import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from 'vite'
import { readPageFile } from './transport/page-files.ts'

const root = join(import.meta.dirname, '..')
let outDir: string
let page: string

beforeAll(async () => {
  outDir = mkdtempSync(join(tmpdir(), 'chairside-test-screens-'))
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'error', build: { outDir } })
  page = readFileSync(join(outDir, 'index.html'), 'utf8')
})
afterAll(() => rmSync(outDir, { recursive: true, force: true }))

it('the built page has no inline script and takes everything from beside itself', () => {
  const scripts = [...page.matchAll(/<script\b([^>]*)>([^<]*)<\/script>/g)]
  expect(scripts.length).toBeGreaterThan(0)
  for (const [, attributes, content] of scripts) expect([/\bsrc="\.\/assets\//.test(attributes ?? ''), content]).toEqual([true, ''])
  const addresses = [...page.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, address]) => address ?? '')
  expect(addresses.filter((address) => !address.startsWith('./assets/') && !address.startsWith('data:image/'))).toEqual([])
  expect(page).not.toMatch(/\son[a-z]+="/)
})

it('every built file is one the desk serves, and none is a source map', async () => {
  const files = readdirSync(outDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(outDir.length).replaceAll('\\', '/'))
  expect(paths.filter((path) => path.endsWith('.map'))).toEqual([])
  const served = await Promise.all(paths.map((path) => readPageFile(outDir, path)))
  expect(paths.filter((_path, index) => served[index] === null)).toEqual([])
})

it('code that changes rarely lies in files of its own', () => {
  const names = readdirSync(join(outDir, 'assets')).map((file) => file.replace(/-[\w-]{8}\.(js|css)$/, '.$1'))
  expect(names).toEqual(expect.arrayContaining(['react.js', 'mantine.js', 'libraries.js', 'index.js']))
})
