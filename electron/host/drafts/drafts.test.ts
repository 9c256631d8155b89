import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Drafts } from './drafts.ts'

const KEY = new Uint8Array(32).fill(7)
const MARIA = { userId: '019b76da-a800-7006-8000-000000000001', kind: 'intake', subjectId: '019b76da-a800-7008-8000-000000000001' }
let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'chairside-drafts-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const drafts = (key = KEY) => new Drafts({ dataDir, key, now: () => new Date('2026-11-20T02:00:00.000Z') })
const folder = () => path.join(dataDir, 'drafts')
const files = () => readdirSync(folder()).map((name) => path.join(folder(), name))

describe('a draft', () => {
  it('comes back as it was kept last, also after the program was started anew', () => {
    expect(drafts().read(MARIA)).toBeNull()
    drafts().keep(MARIA, 'penicillin')
    expect(drafts().keep(MARIA, 'penicillin, hives: Muñoz')).toEqual({ savedAt: '2026-11-20T02:00:00.000Z' })
    expect(drafts().read(MARIA)).toEqual({ savedAt: '2026-11-20T02:00:00.000Z', content: 'penicillin, hives: Muñoz' })
    expect(files()).toHaveLength(1)
  })

  it('is of one person, one form and one patient', () => {
    drafts().keep(MARIA, 'hers')
    expect(drafts().read({ ...MARIA, userId: 'another' })).toBeNull()
    expect(drafts().read({ ...MARIA, kind: 'another' })).toBeNull()
    expect(drafts().read({ ...MARIA, subjectId: 'another' })).toBeNull()
  })

  it('is unreadable on the disk, for its owner alone, and its name says nothing', () => {
    drafts().keep(MARIA, 'penicillin')
    const [file] = files() as [string]
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64').includes('penicillin')).toBe(false)
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(file).not.toContain(MARIA.subjectId.slice(-12))
    expect(new Drafts({ dataDir, key: new Uint8Array(32) }).read(MARIA)).toBeNull()
  })

  it('that was altered counts as none', () => {
    drafts().keep(MARIA, 'penicillin')
    const [file] = files() as [string]
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^..../, 'AAAA'))
    expect(drafts().read(MARIA)).toBeNull()
  })

  it('is gone once it was dropped, and dropping twice does no harm', () => {
    drafts().keep(MARIA, 'penicillin')
    drafts().drop(MARIA)
    drafts().drop(MARIA)
    expect(drafts().read(MARIA)).toBeNull()
    expect(files()).toEqual([])
  })

  it('goes by itself when nobody touched it for thirty days', () => {
    drafts().keep(MARIA, 'old')
    drafts().keep({ ...MARIA, kind: 'newer' }, 'new')
    const [old] = files() as [string]
    utimesSync(old, new Date('2026-10-01'), new Date('2026-10-01'))
    utimesSync(files()[1]!, new Date('2026-11-01'), new Date('2026-11-01'))
    drafts().tidy()
    expect(files()).toHaveLength(1)
    expect(files()).not.toContain(old)
  })
})
