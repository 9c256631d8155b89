import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const TAG = /\[(S\d+(?: S\d+)*)\]/g

interface Claim {
  promise: string
  file: string
  title: string
}

const asLine = ({ promise, file, title }: Claim) => `${promise}: - \`${file}\`: ${title}`

/** What the tests say they hold: titles that carry a promise in square brackets. */
function tagged(): Claim[] {
  const files = globSync('{electron,sync-server,shared,renderer,migrations,tests}/**/*.{test,spec}.{ts,tsx}', { cwd: ROOT })
  return files.flatMap((file) => titlesOf(readFileSync(path.join(ROOT, file), 'utf8')).flatMap((title) => promisesOf(title).map((promise) => ({ promise, file: file.replaceAll('\\', '/'), title: bare(title) }))))
}

function titlesOf(text: string): string[] {
  return [...text.matchAll(/(['`])((?:\\.|(?!\1)[^\\\n])*\[S\d+(?: S\d+)*\](?:\\.|(?!\1)[^\\\n])*)\1/g)].map((match) => match[2]!.replaceAll(String.raw`\'`, `'`))
}

function promisesOf(title: string): string[] {
  return [...new Set([...title.matchAll(TAG)].flatMap((match) => match[1]!.split(' ')))]
}

function bare(title: string): string {
  return title.replaceAll(TAG, ' ').replaceAll(/\s+/g, ' ').trim()
}

/** What SPEC.md lists, under the heading of each promise. */
function listed(): Claim[] {
  const sections = readFileSync(path.join(import.meta.dirname, 'SPEC.md'), 'utf8').split(/^## /m).slice(1)
  return sections.flatMap((section) => {
    const promise = /^S\d+/.exec(section)?.[0] ?? ''
    return [...section.matchAll(/^- `([^`]+)`: (.+)$/gm)].map((match) => ({ promise, file: match[1]!, title: match[2]! }))
  })
}

describe('SPEC.md', () => {
  const inSpec = listed()
  const inTests = tagged()

  it('has a section for each of the fourteen promises, with what holds it and what is missing', () => {
    const text = readFileSync(path.join(import.meta.dirname, 'SPEC.md'), 'utf8')
    const sections = text.split(/^## /m).slice(1).filter((section) => /^S\d+/.test(section))
    expect(sections.map((section) => /^S(\d+)/.exec(section)![1])).toEqual(Array.from({ length: 14 }, (_, index) => String(index + 1)))
    expect(sections.filter((section) => !section.includes('**Held by**') || !section.includes('**Missing**'))).toEqual([])
    expect(sections.filter((section) => !/^- `/m.test(section))).toEqual([])
  })

  it('names only tests that exist and say so themselves', () => {
    const known = new Set(inTests.map(asLine))
    expect(inSpec.map(asLine).filter((line) => !known.has(line))).toEqual([])
  })

  it('lists every test that says it holds a promise', () => {
    const known = new Set(inSpec.map(asLine))
    expect(inTests.map(asLine).filter((line) => !known.has(line))).toEqual([])
  })
})
