import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Runs `work` while this process alone holds the lock file; others wait for it. A lock left by a dead process is
 * taken over.
 * @param {string} path lock file
 * @param {(pid: number) => void} onWait told once when another process holds the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @template T
 */
export async function withFolderLock(path, onWait, work) {
  mkdirSync(dirname(path), { recursive: true })
  await acquire(path, onWait)
  const release = () => rmSync(path, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

async function acquire(path, onWait) {
  let told = false
  let strangeSince = 0
  for (;;) {
    if (take(path)) return
    const pid = holder(path)
    // A lock without a readable process id is one being written this very moment, or a torn one.
    if (pid === undefined) strangeSince ||= Date.now()
    else strangeSince = 0
    if (pid === undefined ? Date.now() - strangeSince > 2000 : !isAlive(pid)) {
      rmSync(path, { force: true })
      continue
    }
    if (!told && pid !== undefined) {
      told = true
      onWait(pid)
    }
    await delay(200)
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function holder(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid) {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
