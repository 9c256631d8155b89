import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Refusal } from './fail.mjs'
import { withFolderLock } from './folder-lock.mjs'
import { node26, nodeEnvironment } from './node26.mjs'
import { say, startProgress } from './progress.mjs'

const common = ['shared', 'tsconfig.json', 'package-lock.json']
const rendererSources = ['renderer', 'vite.config.ts', ...common]
const electronSources = ['electron', 'migrations', 'vite.electron.config.ts', ...common]

/** A hash over everything the screens are built from. Test files are not part of it. */
export function rendererStamp(root) {
  return stampOf(root, rendererSources)
}

function stampOf(root, sources) {
  const hash = createHash('sha256')
  for (const path of sources.flatMap((name) => filesUnder(join(root, name)))) {
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(path) {
  if (!existsSync(path)) return []
  let entries
  try {
    entries = readdirSync(path)
  } catch {
    return [path]
  }
  const names = entries.filter((name) => !/\.test\.tsx?$/.test(name)).sort()
  return names.flatMap((name) => filesUnder(join(path, name)))
}

/**
 * Builds the screens into dist/renderer unless they are built from the same sources already.
 * The new build replaces the old one when it is complete, so a running desk never serves half of each.
 * @param {{ force?: boolean }} [options]
 * @throws {Refusal} when the build fails; what it wrote has been shown.
 */
export async function buildRenderer(root, { force = false } = {}) {
  const target = join(root, 'dist', 'renderer')
  const draft = `${target}.new`
  await buildOnce(root, { what: 'the screens', stamp: rendererStamp(root), target, force }, async () => {
    await runVite(root, 'Building the screens', ['--outDir', draft, '--emptyOutDir'])
    rmSync(target, { recursive: true, force: true })
    renameSync(draft, target)
  })
}

/**
 * Builds Electron's side into dist/electron unless it is built from the same sources already.
 * @throws {Refusal} when the build fails; what it wrote has been shown.
 */
export async function buildElectron(root) {
  const target = join(root, 'dist', 'electron')
  await buildOnce(root, { what: 'the Electron app', stamp: stampOf(root, electronSources), target, force: false }, () =>
    runVite(root, 'Building the Electron app', ['--config', 'vite.electron.config.ts']),
  )
}

async function buildOnce(root, { what, stamp, target, force }, build) {
  const stampFile = join(target, '.stamp')
  const isFresh = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === stamp
  if (!force && isFresh()) return
  const wait = (pid) => say(`Another start (process ${pid}) is building ${what}; waiting for it ...`)
  await withFolderLock(join(root, '.chairside', 'build.lock'), wait, async () => {
    if (!force && isFresh()) return
    // Gone before the build begins, so that a build that is broken off is not taken for a finished one.
    rmSync(stampFile, { force: true })
    await build()
    writeFileSync(stampFile, `${stamp}\n`)
  })
}

async function runVite(root, what, args) {
  const progress = startProgress(what)
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(node26(root), [vite, 'build', '--logLevel', 'warn', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: nodeEnvironment(root) })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code === 0) {
    progress.done()
    return
  }
  progress.fail()
  process.stderr.write(output)
  throw new Refusal(`${what} failed (the reason is above).`)
}
