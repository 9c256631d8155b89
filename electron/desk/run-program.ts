import { runDesk } from './run-desk.ts'
import type { DeskDependencies, RunningDesk } from './run-desk.ts'
import { USAGE } from './options.ts'
import { startupSentence } from './startup-error.ts'

/**
 * The desk in browser mode as a program. Stdout carries exactly one JSON line, `{"ready":true,"url":...}` or
 * `{"error":"a sentence"}`; everything for people goes to stderr. Ends with code 1 when it cannot start, and with 0
 * after SIGINT, SIGTERM or SIGHUP.
 */
export async function runDeskProgram(args: string[], dependencies: Omit<DeskDependencies, 'env'>): Promise<void> {
  if (args.includes('--help')) {
    process.stderr.write(USAGE)
    return
  }
  // Before the start, so that Ctrl-C during a long opening of the replica does not cut it off in the middle.
  const stop = stopSignal()
  try {
    const desk = await runDesk(args, { ...dependencies, env: process.env })
    process.stdout.write(`${JSON.stringify({ ready: true, url: desk.url })}\n`)
    await stop
    await closeWithin(desk)
    process.exit(0)
  } catch (error) {
    const sentence = startupSentence(error)
    process.stderr.write(`${sentence}\n`)
    process.stdout.write(`${JSON.stringify({ error: sentence })}\n`, () => process.exit(1))
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        resolve()
        // Asked a second time, the person means it: what is written is safe at any moment.
        process.once(signal, () => process.exit(1))
      })
    }
  })
}

const CLOSE_LIMIT_MS = 10_000

async function closeWithin(desk: RunningDesk): Promise<void> {
  const limit = setTimeout(() => process.exit(1), CLOSE_LIMIT_MS)
  await desk.close()
  clearTimeout(limit)
}
