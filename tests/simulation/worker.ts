import { CentrePostgres } from './centre/postgres.ts'
import { plan } from './plan.ts'
import { play, regression } from './play.ts'
import type { Outcome } from './run.ts'
import { Templates } from './templates.ts'

/** What a worker is dealt: a seed or a kept history to play, or that there is no more. */
export type Dealt = { seed: number; onPostgres: boolean; trace: boolean } | { kept: string } | { done: true }

/** What it gives back; nothing at first, to say that it is there. */
export interface GivenBack {
  outcome?: Outcome
}

const send = (message: GivenBack) => void process.send?.(message)
const templates = new Templates()
const url = process.env['SIMULATION_DATABASE'] ?? ''
let postgres: CentrePostgres | undefined

process.on('message', (dealt: Dealt) => {
  work(dealt).catch((error: Error) => {
    process.stderr.write(`${JSON.stringify(dealt)} threw: ${error.stack}\n`)
    process.exit(1)
  })
})
send({})

/** Plays what it is dealt, one run after the other. */
async function work(dealt: Dealt): Promise<void> {
  if ('done' in dealt) {
    templates.close()
    await postgres?.end()
    // What a run leaves open, such as a port nobody closed, must not keep the process.
    process.exit(0)
  }
  if ('kept' in dealt) return send({ outcome: await play(regression(dealt.kept).plan, templates) })
  if (dealt.onPostgres) postgres ??= await CentrePostgres.open(url)
  send({ outcome: await play(plan(dealt.seed), templates, dealt.onPostgres ? postgres : undefined, dealt.trace ? tell : undefined) })
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}
