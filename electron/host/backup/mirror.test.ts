import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PushMutation } from '../../../shared/protocol/push.ts'
import { KEY } from '../../../tests/support/replica.ts'
import { minutes, uid } from '../../../tests/support/world.ts'
import { MIRROR_FILE, OutboxMirror, readMirror } from './mirror.ts'

let dir: string
let waiting: PushMutation[]
let mirror: OutboxMirror

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'chairside-test-mirror-'))
  waiting = []
  mirror = new OutboxMirror(dir, KEY, () => waiting)
})
afterEach(() => {
  mirror.close()
  rmSync(dir, { recursive: true, force: true })
})

const file = () => path.join(dir, MIRROR_FILE)
const write = (seq: number, notes = ''): PushMutation => ({ seq, id: uid(1000 + seq), name: 'patient.edit', input: { notes }, actor: uid(1), at: minutes(seq) })
const seqs = (key = KEY) => readMirror(dir, key).entries.map(({ seq }) => seq)

function add(...entries: PushMutation[]): void {
  for (const entry of entries) {
    waiting.push(entry)
    mirror.add(entry)
  }
}

describe('the second copy of what waits', () => {
  it('holds each write as soon as it is added, whole and in order', () => {
    add(write(1, 'Muñoz'), write(2))
    expect(readMirror(dir, KEY)).toMatchObject({ unreadable: 0, entries: [{ seq: 1, id: uid(1001), input: '{"notes":"Muñoz"}', state: 'waiting' }, { seq: 2 }] })
  })

  it('shows nobody anything: no name, no other key, no other reader', () => {
    add(write(1, 'Quetzalmarch'))
    expect(readFileSync(file(), 'utf8')).not.toMatch(/Quetzalmarch|patient/)
    expect(seqs(new Uint8Array(32).fill(8))).toEqual([])
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  it('gives back the other lines when one is torn or altered', () => {
    add(write(1), write(2), write(3))
    const lines = readFileSync(file(), 'utf8').split('\n')
    lines[1] = `${lines[1]!.slice(0, 60)}AAAA${lines[1]!.slice(64)}`
    writeFileSync(file(), lines.join('\n').slice(0, -20))
    expect(readMirror(dir, KEY)).toMatchObject({ unreadable: 2, entries: [{ seq: 1 }] })
  })

  it('is written anew with just what waits, and goes on from there', () => {
    add(write(1), write(2))
    waiting = [write(2)]
    mirror.renew()
    add(write(3))
    expect(seqs()).toEqual([2, 3])
  })

  it('does not grow for ever while writes are confirmed', () => {
    for (let seq = 1; seq <= 60; seq++) {
      waiting = []
      add(write(seq, 'x'.repeat(100_000)))
    }
    expect(statSync(file()).size).toBeLessThan(3_000_000)
    expect(seqs().at(-1)).toBe(60)
  })

  it('is made whole by the next write after the disk refused one', () => {
    add(write(1))
    mirror.close()
    // What a full disk leaves: a line that ends in the middle.
    appendFileSync(file(), 'AAAA')
    add(write(2))
    add(write(3))
    expect(readMirror(dir, KEY)).toMatchObject({ unreadable: 0, entries: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] })
  })

  it('never says that a write failed because it cannot be copied', () => {
    rmSync(dir, { recursive: true })
    expect(() => add(write(1))).not.toThrow()
  })
})
