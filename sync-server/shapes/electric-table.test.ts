import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const text = readFileSync(join(import.meta.dirname, '../../docs/electric.md'), 'utf8')

/** A row of the tables that name tests: what it is about, how it stands, and the tests it names. */
const rows = text.split('\n').flatMap((line) => {
  const cells = line.split(' | ').map((cell) => cell.replace(/^\||\|$/g, '').trim())
  if (!line.startsWith('| ') || cells.length < 3 || cells[0]?.startsWith('**') || cells.at(-1) === 'test') return []
  const tests = [...cells.at(-1)!.matchAll(/`([\w./-]+\.test\.ts) › ([^`]+)`/g)].map((match) => ({ file: match[1]!, title: match[2]! }))
  return [{ feature: cells[0]!, state: cells[1]!, tests }]
})

/** Whether a file has a test of this name, or of a name that begins so where it ends in `…`. */
function hasTest(file: string, title: string): boolean {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8').replaceAll("\\'", "'")
  const open = title.endsWith('…')
  const name = open ? title.slice(0, -1) : title
  return ["'", '`', '"'].some((quote) => source.includes(open ? `${quote}${name}` : `${quote}${name}${quote}`))
}

describe('the table of the protocol in docs/electric.md', () => {
  it('names a test for every feature that is served or refused', () => {
    expect(rows.length).toBeGreaterThanOrEqual(70)
    expect(rows.filter(({ tests }) => tests.length === 0).map(({ feature }) => feature)).toEqual([])
  })

  it('says of every feature of the protocol whether it is served, refused or not needed', () => {
    const protocol = rows.slice(0, rows.findIndex(({ feature }) => feature.startsWith('no token')))
    expect(protocol.filter(({ state }) => !/^(served|refused|not needed)/.test(state)).map(({ feature }) => feature)).toEqual([])
  })

  it.each(rows)('has tests that exist: $feature', ({ tests }) => {
    expect(tests.filter(({ file, title }) => !hasTest(file, title))).toEqual([])
  })
})
