import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { watchNpm } from './watch-npm.mjs'

const follower = new URL('./follow-launcher.mjs', import.meta.url)

/** Arguments that make a Node child end with its launcher. Needs an 'ipc' entry in `stdio`. */
export const followLauncher = ['--import', follower.href]

/** The same module as a path, for those who look for it on disk. */
export const followerPath = fileURLToPath(follower)

/**
 * Runs a Node program in the foreground: same terminal, signals handed on, its exit code handed back.
 * @param {string} node path of the Node program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>}
 */
export function runInForeground(node, args, options = {}) {
  const child = spawn(node, [...followLauncher, ...args], { ...options, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  const askToEnd = (signal) => {
    if (process.platform === 'win32') child.send('chairside:stop', () => {})
    else child.kill(signal)
  }
  const hand = (signal) => {
    // Ctrl-C in a terminal reaches the child by itself; handing it on too would look like pressing it twice.
    if (signal === 'SIGINT' && process.stdin.isTTY) return
    askToEnd(signal)
  }
  watchNpm(() => askToEnd('SIGTERM'))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, hand)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, hand)
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}
