import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FolderInUse, lockFolder } from './folder-lock.ts'

let dir: string
let lock: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'chairside-test-lock-'))
  lock = join(dir, 'desk.lock')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

it('is had by one at a time and leaves nothing behind', () => {
  const release = lockFolder(lock)
  expect(() => lockFolder(lock)).toThrow(FolderInUse)
  expect(readdirSync(dir)).toEqual(['desk.lock'])
  release()
  release()
  expect(readdirSync(dir)).toEqual([])
  lockFolder(lock)()
})

it('is taken over from a dead process', () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  writeFileSync(lock, JSON.stringify({ pid, birth: '1' }))
  lockFolder(lock)()
  expect(existsSync(lock)).toBe(false)
})

it('is taken over when another program has been given the id of the dead process', () => {
  writeFileSync(lock, JSON.stringify({ pid: process.ppid, birth: process.platform === 'linux' ? '1' : 'other' }))
  expect(() => lockFolder(lock)()).not.toThrow()
})

it.each(['', 'x', '{"pid":"1","birth":""}', '{"pid":-1,"birth":""}', 'null'])('is taken over when it is torn: "%s"', (content) => {
  writeFileSync(lock, content)
  expect(() => lockFolder(lock)()).not.toThrow()
})

it('is not given back by one who has lost it', () => {
  const release = lockFolder(lock)
  writeFileSync(lock, JSON.stringify({ pid: 1, birth: 'x' }))
  release()
  expect(existsSync(lock)).toBe(true)
})
