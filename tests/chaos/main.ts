/** `npm run chaos`: breaks a whole clinic while people work in it, and counts what became of their work. */
import { Cleanup } from '../../bench/lib/cleanup.ts'
import { readOptions, USAGE, UsageError } from './options.ts'
import type { ChaosOptions } from './options.ts'
import { isGood, runChaos } from './run.ts'

class Stopped extends Error {}

const say = (line: string): void => void process.stderr.write(`${line}\n`)

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  const cleanup = new Cleanup()
  const stopped = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => reject(new Stopped('Stopped.')))
  })
  try {
    const { report } = await Promise.race([runChaos(options, cleanup, say), stopped])
    const { findings, ...figures } = report
    for (const finding of findings) say(`! ${finding}`)
    for (const [name, value] of Object.entries(figures)) if (!options.json) say(`${name.padEnd(20)} ${JSON.stringify(value)}`)
    say(`Again: ${again(options)}`)
    process.stdout.write(`${JSON.stringify(figures)}\n`)
    return isGood(report) ? 0 : 1
  } finally {
    await cleanup.run()
  }
}

function again({ desks, seconds, rate, seed, source }: ChaosOptions): string {
  return `npm run chaos -- --desks ${desks} --minutes ${Number((seconds / 60).toFixed(4))} --rate ${rate} --source ${source} --seed ${seed}`
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(error instanceof UsageError ? `${error.message}\n${USAGE}` : error instanceof Stopped ? error.message : String((error as Error).stack ?? error))
    process.exit(1)
  },
)
