import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the packages in node_modules must answer to: changes whenever package.json or the lockfile does. */
export function wantedStamp(root) {
  const hash = createHash('sha256')
  for (const name of ['package-lock.json', 'package.json']) hash.update(readFileSync(join(root, name))).update('\0')
  return hash.digest('hex')
}

const stampFile = (root) => join(root, 'node_modules', '.chairside-stamp')

/** True when node_modules was completed for exactly these two files. */
export function isStamped(root) {
  try {
    return readFileSync(stampFile(root), 'utf8').trim() === wantedStamp(root)
  } catch {
    return false
  }
}

/** Remembers that node_modules is complete. A checkout that cannot be written is checked anew each time instead. */
export function writeStamp(root) {
  try {
    writeFileSync(stampFile(root), `${wantedStamp(root)}\n`)
  } catch {
    // Read-only: nothing is lost but a few milliseconds at the next start.
  }
}

/**
 * True when npm's own record says that node_modules holds what the lockfile names, so nothing needs installing: the
 * person ran `npm ci` by hand, or only the scripts in package.json changed.
 */
export function matchesLockfile(root) {
  try {
    const manifest = readJson(join(root, 'package.json'))
    const wanted = readJson(join(root, 'package-lock.json')).packages
    const present = readJson(join(root, 'node_modules', '.package-lock.json')).packages
    return sameDependencies(manifest, wanted['']) && Object.entries(wanted).every(([path, entry]) => path === '' || isPresent(entry, present[path]))
  } catch {
    return false
  }
}

function sameDependencies(manifest, recorded) {
  return ['dependencies', 'devDependencies', 'optionalDependencies'].every((kind) => {
    const [a, b] = [manifest[kind] ?? {}, recorded?.[kind] ?? {}]
    return Object.keys({ ...a, ...b }).every((name) => a[name] === b[name])
  })
}

function isPresent(entry, found) {
  if (!found) return entry.optional === true && !isForThisMachine(entry)
  return found.version === entry.version && found.integrity === entry.integrity && Boolean(found.link) === Boolean(entry.link)
}

// npm leaves optional packages of other platforms out. One that only belongs to such a package carries no platform of its own.
function isForThisMachine(entry) {
  if (!entry.os && !entry.cpu) return false
  const allows = (list, value) => !list || [list].flat().includes(value)
  return allows(entry.os, process.platform) && allows(entry.cpu, process.arch) && !entry.libc
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
