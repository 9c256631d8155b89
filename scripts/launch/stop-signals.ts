const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const SAME_KEYSTROKE_MS = 800

export interface StopSignals {
  /** Rejects with `StopRequested` when the person or the system asks the program to end. Never resolves. */
  requested: Promise<never>
  /** Settles when it is asked again: end at once. */
  insisted: Promise<void>
}

/** Not a fault: the program was asked to end. */
export class StopRequested extends Error {}

/** Listens for Ctrl-C, SIGTERM and the end of the terminal. From then on these no longer end the process by themselves. */
export function listenForStop(): StopSignals {
  const request = Promise.withResolvers<never>()
  const insist = Promise.withResolvers<void>()
  request.promise.catch(() => {})
  let first: number | undefined
  for (const signal of signals) {
    process.on(signal, () => {
      first ??= performance.now()
      request.reject(new StopRequested())
      // One Ctrl-C arrives two or three times: from the terminal, from npm, and from the script in between.
      if (performance.now() - first > SAME_KEYSTROKE_MS) insist.resolve()
    })
  }
  return { requested: request.promise, insisted: insist.promise }
}
