import { readFileSync, globSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { mutators } from '../../../shared/mutators/index.ts'
import { changes } from './changes.ts'

const root = path.resolve(import.meta.dirname, '../../..')

/** Every refusal written in the program: its code, and its sentence where it stands beside it. */
function refusals(): { code: string; sentence: string | undefined; file: string }[] {
  const files = globSync(['shared/mutators/**/*.ts', 'sync-server/push/*.ts', 'electron/host/{sync,store}/*.ts'], { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  return files.flatMap((file) => {
    const source = readFileSync(path.join(root, file), 'utf8')
    const thrown = [...source.matchAll(/new Refusal\('(\w+)', (?:'((?:[^'\\]|\\.)*)'|`([^`]*)`)?/g)].map(([, code, plain, template]) => ({ code: code!, sentence: plain ?? template, file }))
    // What the centre makes of a constraint of its database.
    const told = file.endsWith('push/failure.ts') ? [...source.matchAll(/(?:\['|code: ')(\w+)', (?:message: )?'([^']*)'/g)].map(([, code, sentence]) => ({ code: code!, sentence, file })) : []
    return [...thrown, ...told]
  }).concat(bookingRules())
}

/** The rules of booking give their codes by another way; their sentences have a test of their own. */
function bookingRules(): { code: string; sentence: undefined; file: string }[] {
  const file = 'shared/domain/booking-rules.ts'
  return [...readFileSync(path.join(root, file), 'utf8').matchAll(/code: '(\w+)'/g)].map(([, code]) => ({ code: code!, sentence: undefined, file }))
}

const JARGON = /\b(?:null|undefined|mutation|row|column|constraint|transaction|schema|uuid|error|exception|invalid)\b|_/i

describe('the words for what is refused', () => {
  it('finds the refusals of the program', () => {
    const codes = new Set(refusals().map(({ code }) => code))
    for (const code of ['slot_taken', 'patient_gone', 'username_taken', 'duplicate', 'failed', 'unknown_mutation']) expect(codes).toContain(code)
  })

  it.each([...mutators.keys()])('name %s as a thing and as a thing that was not possible', (name) => {
    expect(changes.what[name]).toMatch(/^[A-Z][a-z]/)
    expect(changes.rejected[name]).toMatch(/^[A-Z].* (?:could|was) not/)
  })

  it.each([...new Set(refusals().map(({ code }) => code))])('say what to do about %s', (code) => {
    expect(changes.advice[code]).toMatch(/^[A-Z][^]*\.$/)
    expect(changes.advice[code]).not.toMatch(JARGON)
  })

  it('are sentences that a receptionist understands', () => {
    for (const { sentence, code, file } of refusals()) {
      if (sentence === undefined) continue
      const said = sentence.replaceAll(/\$\{[^}]*\}/g, 'Something')
      expect(said, `${code} in ${file}`).toMatch(/^[A-Z].*\.$/)
      expect(said, `${code} in ${file}`).not.toMatch(JARGON)
    }
  })

  it('advise on nothing that cannot happen', () => {
    const codes = new Set(refusals().map(({ code }) => code))
    expect(Object.keys(changes.advice).filter((code) => !codes.has(code))).toEqual([])
  })
})
