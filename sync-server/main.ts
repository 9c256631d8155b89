import { writeSync } from 'node:fs'
import process from 'node:process'
import { sentenceOf } from './centre/errors.ts'
import { HELP, readOptions } from './centre/options.ts'
import { startCentre } from './centre/start.ts'

const STOP_LIMIT_MS = 4500

/** A line for the program that started this one; people read stderr. */
function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

function say(line: string): void {
  writeSync(2, `${line}\n`)
}

function fail(error: unknown): never {
  tell({ error: sentenceOf(error) })
  process.exit(1)
}

/** Ends the process when asked to, in order, but never later than in 4.5 s: the parts recover from worse. */
function stopOnSignal(stop: () => Promise<void>): void {
  const end = () => {
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref()
    void stop().then(() => process.exit(0))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === 'help') return say(HELP)
  // A signal while starting waits for the start to finish or fail, so that nothing is left half-made.
  const starting = startCentre(options, say, fail)
  stopOnSignal(() => starting.then((centre) => centre.stop(), () => {}))
  const centre = await starting
  if (options.host !== '127.0.0.1' && options.host !== 'localhost' && options.host !== '::1') {
    say('Desks on other computers talk to this centre without encryption of their own: put a TLS proxy in front of it.')
  }
  if (centre.enrolmentCode !== undefined) tell({ enrol: centre.enrolmentCode })
  tell({ ready: true, url: centre.url })
}

main().catch(fail)
