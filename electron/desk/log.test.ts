import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LOG_FILE } from './data-dir.ts'
import { openDeskLog } from './log.ts'

describe('the log of a desk', () => {
  let dir: string
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'chairside-test-log-'))))
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  it('has a line for each entry at once', () => {
    const { write, close } = openDeskLog(dir)
    write({ level: 'warn', msg: 'one' })
    expect(JSON.parse(readFileSync(join(dir, LOG_FILE), 'utf8'))).toMatchObject({ level: 'warn', msg: 'one' })
    close()
  })

  // Every write to /dev/full fails as on a full disk; only Linux has it.
  it.skipIf(process.platform !== 'linux')('never ends the desk because the disk is full', async () => {
    symlinkSync('/dev/full', join(dir, LOG_FILE))
    const uncaught: Error[] = []
    const note = (error: Error) => void uncaught.push(error)
    process.on('uncaughtException', note)
    const { write, close } = openDeskLog(dir)
    for (let line = 0; line < 2_000; line++) expect(() => write({ level: 'warn', msg: 'sync attempt failed', line })).not.toThrow()
    expect(() => close()).not.toThrow()
    await new Promise((resolve) => setImmediate(resolve))
    process.off('uncaughtException', note)
    expect(uncaught).toEqual([])
  })
})
