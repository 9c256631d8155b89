import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = /^chairside-test-(\d+)-/
/** The tests hold up to 2 GB at once, and the programs under test need their own. */
const ROOM_BYTES = 6 * 2 ** 30

/**
 * A folder for what the tests write: in memory where the system lends enough of it, because thousands of small databases
 * are made, flushed and removed. What a killed run has left there is removed first.
 * @returns {string} its path; whoever asked removes it.
 */
export function makeScratch({ memory = '/dev/shm', room = ROOM_BYTES, env = process.env } = {}) {
  const scratch = mkdtempSync(join(lendsMemory(memory, room, env) ? memory : tmpdir(), `chairside-test-${process.pid}-`))
  // The database server, which may have a user of its own, must find its way through it.
  chmodSync(scratch, 0o711)
  return scratch
}

function lendsMemory(memory, room, env) {
  // Whoever names a folder wants that one.
  if (process.platform !== 'linux' || env.TMPDIR) return false
  try {
    for (const name of readdirSync(memory)) if (isLeftOver(name)) rmSync(join(memory, name), { recursive: true, force: true })
    const { bavail, bsize } = statfsSync(memory)
    return Math.min(bavail * bsize, freemem()) >= room
  } catch {
    return false
  }
}

function isLeftOver(name) {
  const [, pid] = NAME.exec(name) ?? []
  if (pid === undefined) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}
