import { spawn } from 'node:child_process'
import { watchNpm } from '../lib/watch-npm.mjs'

const GRACE_MS = 15_000

/** Whether the person pressed Ctrl-C (or the system asked to end): nothing new is started then. */
export const interruption = { asked: false }

let current

/** Ends the running stage when the person asks, and keeps the process alive until its summary is printed. */
export function listenForInterruption() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupt(signal))
  watchNpm(() => interrupt('SIGTERM'))
}

function interrupt(signal) {
  interruption.asked = true
  if (!current) return
  // A terminal has told the stage already; twice would make it drop its cleaning up.
  if (!(signal === 'SIGINT' && process.stdin.isTTY)) current.kill(signal)
  const child = current
  setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref()
}

/**
 * Runs a program with its output streaming to the terminal.
 * @returns {Promise<number>} its exit code; 1 when it could not be started or was ended by a signal.
 */
export function stream(file, args, options) {
  return new Promise((resolve) => {
    current = spawn(file, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] })
    current.once('error', (error) => {
      process.stdout.write(`${file} could not be started: ${error.message}\n`)
      resolve(1)
    })
    current.once('exit', (code) => {
      current = undefined
      resolve(code ?? 1)
    })
  })
}
