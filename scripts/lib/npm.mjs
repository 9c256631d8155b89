import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { Refusal } from './fail.mjs'
import { startProgress } from './progress.mjs'

/**
 * Installs exactly what the lockfile names into `root`/node_modules.
 * @throws {Refusal} with a sentence that says what is wrong and what to do.
 */
export async function installFromLockfile(root) {
  const progress = startProgress('Installing the packages (needed once, about a minute)')
  const { code, output, interrupted } = await runNpm(root, ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional'])
  if (code === 0) {
    progress.done()
    return
  }
  progress.fail()
  if (interrupted) throw new Refusal('Stopped before the packages were installed.')
  throw new Refusal(explain(output, root))
}

function runNpm(root, args) {
  const [file, before, shell] = npmCommand()
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...before, ...args], { cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'], env: npmEnvironment() })
    let output = ''
    const keep = (text) => (output = (output + text).slice(-20_000))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    let interrupted = false
    const stopWithUs = (signal) => {
      interrupted = true
      child.kill(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stopWithUs)
    child.once('error', (cause) => {
      const missing = cause.code === 'ENOENT'
      reject(new Refusal(missing ? 'npm was not found. Install Node.js 20 or newer together with npm.' : `npm could not be started: ${cause.message}`, { cause }))
    })
    child.once('close', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stopWithUs)
      resolve({ code: code ?? 1, output, interrupted })
    })
  })
}

// Under `npm start` the same npm is at hand as a script, which also runs on Windows, where npm itself is a batch file.
function npmCommand() {
  const script = process.env.npm_execpath
  if (script && basename(script) === 'npm-cli.js') return [process.execPath, [script], false]
  return process.platform === 'win32' ? ['npm.cmd', [], true] : ['npm', [], false]
}

function npmEnvironment() {
  const env = { ...process.env }
  // Either would leave packages out that the build and the tests need.
  delete env.NODE_ENV
  delete env.npm_config_omit
  // Without a network, say so after seconds rather than a minute and a half.
  env.npm_config_fetch_retry_mintimeout ??= '2000'
  env.npm_config_fetch_retry_maxtimeout ??= '15000'
  return env
}

const causes = [
  [/ENOSPC/, (root) => `The disk is full: the packages need about 1.2 GB in ${root}.`],
  [/EACCES|EPERM|EROFS/, (root) => `This user may not write to ${root}. Make the folder writable, or clone it somewhere else.`],
  [/EBUSY|ETXTBSY/, () => 'The packages are in use by a running Chairside. Stop it and try again.'],
  [/EINTEGRITY/, () => 'A package arrived damaged. Try again; if it stays, the network changes downloads on their way.'],
  [/EUSAGE|can only install packages when/, () => 'package.json and package-lock.json do not fit together. Restore both from the repository.'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|network/i,
    () => 'The packages could not be downloaded: the npm registry cannot be reached. The first start needs a network connection; later ones do not.',
  ],
]

/** A sentence for the person from what npm wrote. */
export function explain(output, root) {
  const known = causes.find(([pattern]) => pattern.test(output))
  const sentence = known ? known[1](root) : 'Installing the packages failed.'
  const lines = output.split('\n').filter((line) => /^npm error/.test(line) && !/A complete log|Unknown/.test(line))
  return [sentence, ...lines.slice(0, 6)].join('\n')
}
