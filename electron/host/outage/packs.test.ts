import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lastTurn, Packs } from './packs.ts'

const ZONE = 'Asia/Manila'
const KEY = new Uint8Array(32).fill(7)
let dataDir: string
let now: string
let drawn: string[][]
let plan: { zone: string; minute: number | null } | undefined

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'chairside-packs-'))
  // Ten in the morning in Manila.
  now = '2026-11-20T02:00:00.000Z'
  drawn = []
  plan = { zone: ZONE, minute: 18 * 60 }
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const packs = (key = KEY) => new Packs({
  dataDir, key, log: () => {}, now: () => new Date(now), plan: () => Promise.resolve(plan),
  draw: (dates) => {
    drawn.push([...dates])
    return Promise.resolve(Buffer.from(`%PDF Muñoz ${dates.join(' ')}`))
  },
})
const folder = () => path.join(dataDir, 'packs')

describe('a pack for an outage', () => {
  it('shows today and the next two days, and comes back as it was made', async () => {
    const pack = await packs().make()
    expect(pack).toMatchObject({ madeAt: now, days: ['2026-11-20', '2026-11-21', '2026-11-22'] })
    const { fileName, base64 } = packs().open(pack.name)
    expect(fileName).toBe('outage-pack-2026-11-20.pdf')
    expect(Buffer.from(base64, 'base64').toString()).toBe('%PDF Muñoz 2026-11-20 2026-11-21 2026-11-22')
  })

  it('is unreadable on the disk, for its owner alone, and opens with no other key', async () => {
    const { name } = await packs().make()
    const file = path.join(folder(), name)
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64').includes('Muñoz')).toBe(false)
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(() => packs(new Uint8Array(32)).open(name)).toThrow(/cannot be read/)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^..../, 'AAAA'))
    expect(() => packs().open(name)).toThrow(/cannot be read/)
  })

  it('is one of the last four', async () => {
    const all = packs()
    for (let hour = 0; hour < 6; hour++) {
      now = `2026-11-20T0${hour}:00:00.000Z`
      await all.make()
    }
    expect(all.list().map(({ madeAt }) => madeAt.slice(11, 13))).toEqual(['05', '04', '03', '02'])
    expect(readdirSync(folder())).toHaveLength(4)
  })

  it('of a name that leads elsewhere is not opened', () => {
    expect(() => packs().open('../replica.key')).toThrow(/not there/)
  })
})

describe('each evening', () => {
  it('a pack is made by itself, once', async () => {
    const all = packs()
    now = '2026-11-20T09:59:00.000Z'
    await all.make()
    await all.makeIfDue()
    expect(drawn).toHaveLength(1)
    now = '2026-11-20T10:00:00.000Z'
    await all.makeIfDue()
    await all.makeIfDue()
    expect(drawn).toHaveLength(2)
  })

  it('a pack is made up for in the morning by a PC that was off', async () => {
    await packs().makeIfDue()
    expect(drawn).toHaveLength(1)
  })

  it('nothing is made where it is switched off, or before the data is here', async () => {
    plan = { zone: ZONE, minute: null }
    await packs().makeIfDue()
    plan = undefined
    await packs().makeIfDue()
    expect(drawn).toEqual([])
    await expect(packs().make()).rejects.toThrow(/still loading/)
  })

  it('counts by the clinic’s clock', () => {
    expect(lastTurn('2026-11-20T10:00:00.000Z', ZONE, 1080)).toBe('2026-11-20T10:00:00.000Z')
    expect(lastTurn('2026-11-20T09:59:00.000Z', ZONE, 1080)).toBe('2026-11-19T10:00:00.000Z')
  })
})
