import process from 'node:process'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const SAME_REQUEST_MS = 800
// Listeners marked like this only watch; they do not take it upon themselves to end the program.
const bystanderMark = Symbol.for('chairside.bystander')

/**
 * Ties a server process to the life of this one. A signal that would end this process stops the server first, unless
 * the program listens to that signal itself (then it is the program that calls `stop`). Whatever way this process
 * ends, short of SIGKILL, the server is at least told to shut down.
 */
export function stopWithProcess(serverPid: number, stop: () => Promise<void>): { disarm(): void } {
  const onExit = () => {
    try {
      process.kill(serverPid, 'SIGINT')
    } catch {
      // It is gone already, which is all we want.
    }
  }
  let handledAt: number | undefined
  const onSignal = (signal: NodeJS.Signals) => {
    if (programHandles(signal)) handledAt = performance.now()
    // One wish to end often arrives twice, and a program that listens once is no longer listed the second time.
    if (handledAt !== undefined && performance.now() - handledAt < SAME_REQUEST_MS) return
    void stop().finally(() => {
      disarm()
      endBy(signal)
    })
  }
  const disarm = () => {
    process.off('exit', onExit)
    for (const signal of signals) process.off(signal, onSignal)
  }
  // Several servers may run in one process (tests do): their guards do not count as the program's own handlers.
  Object.defineProperty(onSignal, bystanderMark, { value: 'guard' })
  process.on('exit', onExit)
  // Before all others: a program's `once` listener is no longer listed when its turn has come.
  for (const signal of signals) process.prependListener(signal, onSignal)
  return { disarm }
}

function programHandles(signal: NodeJS.Signals): boolean {
  return process.listeners(signal).some((listener) => !(bystanderMark in listener))
}

// The signal's own effect, as if nobody had listened: unless another server's guard is still at work.
function endBy(signal: NodeJS.Signals): void {
  const listeners = process.listeners(signal)
  if (listeners.some((listener) => Reflect.get(listener, bystanderMark) === 'guard')) return
  for (const listener of listeners) if (bystanderMark in listener) process.off(signal, listener)
  process.kill(process.pid, signal)
}
