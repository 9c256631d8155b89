import { readFileSync } from 'node:fs'

const EVERY_MS = 300

/**
 * Calls `onGone` once when the npm that runs this script is no longer there. npm hands a SIGTERM to the shell between
 * it and us only, and that shell dies without telling us: without this the clinic would run on unseen.
 * Does nothing when the script was not started by npm, so `nohup node scripts/start.mjs &` survives its shell.
 */
export function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const line = ancestors()
  const timer = setInterval(() => {
    if (sameLine(line, ancestors())) return
    clearInterval(timer)
    onGone()
  }, EVERY_MS)
  timer.unref()
}

// Our parent and, where that is npm's shell, npm itself.
function ancestors() {
  const parent = process.ppid
  const grandparent = parentOf(parent)
  return grandparent !== undefined && nameOf(grandparent).startsWith('npm') ? [parent, grandparent] : [parent]
}

function sameLine(before, now) {
  return before.length === now.length && before.every((pid, index) => pid === now[index])
}

function parentOf(pid) {
  const stat = read(`/proc/${pid}/stat`)
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  return Number.isSafeInteger(parent) && parent > 1 ? parent : undefined
}

function nameOf(pid) {
  return read(`/proc/${pid}/comm`)
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
