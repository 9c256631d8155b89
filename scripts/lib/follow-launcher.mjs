// Loaded into a child (`node --import`): ends it when its launcher asks, or is gone, even by SIGKILL. Asking goes over
// the channel rather than by signal because Windows has none: there kill() would end the child without a goodbye.
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'

const SAME_REQUEST_MS = 800
const bystanderMark = Symbol.for('chairside.bystander')

function end() {
  if (process.platform !== 'win32') process.kill(process.pid, 'SIGTERM')
  else if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143)
}

/**
 * One wish to end arrives several times: from the terminal, from npm and from the launcher. A program that listens
 * once would be cut off in the middle of its goodbye by the second, so what follows quickly is passed over.
 */
function passOverRepetitions(signal) {
  let heardAt
  const bystander = () => {
    const others = process.listeners(signal).some((listener) => listener[bystanderMark] !== true)
    if (others) heardAt ??= performance.now()
    if (others || (heardAt !== undefined && performance.now() - heardAt < SAME_REQUEST_MS)) return
    process.off(signal, bystander)
    process.kill(process.pid, signal)
  }
  // Whoever asks "does the program handle this signal itself?" must not count this one.
  bystander[bystanderMark] = true
  process.on(signal, bystander)
}

if (isMainThread && process.channel) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) passOverRepetitions(signal)
  process.on('disconnect', end)
  process.on('message', (message) => {
    if (message === 'chairside:stop') end()
  })
  // Listening must not keep a child alive that has finished its work.
  process.channel.unref()
}
