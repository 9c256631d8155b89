/** `npm run bench -- shapes|desk|screen`: measures this machine and prints the figures; progress goes to stderr. */
import { Cleanup } from './lib/cleanup.ts'
import { readOptions, USAGE, UsageError } from './lib/options.ts'
import { asJson, asTable } from './lib/report.ts'
import { benchDesk } from './desk/run.ts'
import { benchScreen } from './screen/run.ts'
import { benchShapes } from './shapes/run.ts'

const BENCHES = { shapes: benchShapes, desk: benchDesk, screen: benchScreen }

class Stopped extends Error {}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  const cleanup = new Cleanup()
  const progress = (line: string): void => void process.stderr.write(`${line}\n`)
  const stopped = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => reject(new Stopped('Stopped.')))
  })
  try {
    const report = await Promise.race([BENCHES[options.bench](options, cleanup, progress), stopped])
    process.stdout.write(`${asTable(report)}\n`)
    if (options.json) process.stdout.write(`${asJson(report)}\n`)
  } finally {
    await cleanup.run()
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${sentence(error)}\n`)
    process.exit(1)
  },
)

function sentence(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n${USAGE}`
  if (error instanceof Stopped) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
