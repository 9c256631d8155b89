import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeScratch } from './scratch.mjs'

let memory: string
let made: string

beforeEach(() => {
  memory = mkdtempSync(path.join(tmpdir(), 'chairside-memory-'))
})
afterEach(() => {
  for (const folder of [memory, made]) rmSync(folder, { recursive: true, force: true })
})

describe.runIf(process.platform === 'linux')('the folder for what the tests write', () => {
  it('is in memory where there is room, and another user finds the way through it', () => {
    made = makeScratch({ memory, room: 1, env: {} })
    expect(path.dirname(made)).toBe(memory)
    expect(statSync(made).mode & 0o777).toBe(0o711)
  })

  it('is the usual one where memory is short, there is none to lend, or somebody names one', () => {
    for (const options of [{ memory, room: Number.MAX_SAFE_INTEGER, env: {} }, { memory: path.join(memory, 'none'), room: 1, env: {} }, { memory, room: 1, env: { TMPDIR: tmpdir() } }]) {
      made = makeScratch(options)
      expect(path.dirname(made)).toBe(tmpdir())
      rmSync(made, { recursive: true })
    }
  })

  it('takes away what a killed run has left in memory, and nothing of one that still runs', () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    const [left, running] = [`chairside-test-${pid}-a`, `chairside-test-${process.pid}-b`].map((name) => path.join(memory, name))
    for (const folder of [left, running]) mkdirSync(folder!)
    made = makeScratch({ memory, room: 1, env: {} })
    expect([left, running].map((folder) => existsSync(folder!))).toEqual([false, true])
  })
})
