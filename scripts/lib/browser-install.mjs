import { spawn, spawnSync } from 'node:child_process'
import { answersVersion, findBrowser } from './browser.mjs'
import { say, startProgress } from './progress.mjs'

/**
 * Finds a Chromium for the end-to-end tests; where there is none and this user may install Debian packages, installs
 * Debian's.
 * @returns {Promise<{ path: string } | { problem: string }>}
 */
export async function ensureBrowser() {
  const found = findBrowser({ works: answersVersion })
  if (found) return { path: found }
  if (process.env.CHAIRSIDE_CHROMIUM) {
    return { problem: `CHAIRSIDE_CHROMIUM names ${process.env.CHAIRSIDE_CHROMIUM}, which is not a browser that runs.` }
  }
  const become = howToInstall()
  if (!become) {
    return { problem: 'No Chromium, Chrome, Edge or Brave was found. Install one, or name its program in CHAIRSIDE_CHROMIUM.' }
  }
  return installChromium(become)
}

// [] as root, ['sudo', '-n'] where sudo asks no password, undefined where apt-get is missing or not allowed.
function howToInstall() {
  if (process.platform !== 'linux' || !succeeds('apt-get', ['--version'])) return undefined
  if (process.getuid() === 0) return []
  return succeeds('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined
}

async function installChromium(become) {
  const progress = startProgress("Installing Debian's chromium for the end-to-end tests")
  await run([...become, 'apt-get', 'update', '-q'])
  const result = await run([...become, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium'])
  const path = findBrowser({ works: answersVersion })
  if (path) {
    progress.done()
    return { path }
  }
  progress.fail()
  say(result.output.split('\n').slice(-12).join('\n'))
  return { problem: 'No browser was found and chromium could not be installed with apt-get (its last lines are above).' }
}

function run([file, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (text) => (output = (output + text).slice(-10_000))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', (error) => resolve({ code: 1, output: String(error) }))
    child.once('close', (code) => resolve({ code, output }))
  })
}

function succeeds(file, args) {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0
}
