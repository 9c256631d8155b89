import { parseArgs } from 'node:util'

export type Source = 'embedded' | 'alone'

export interface ChaosOptions {
  desks: number
  /** How long people work while things break. */
  seconds: number
  /** Mutations that each desk is asked for, a second. */
  rate: number
  seed: number
  source: Source
  json: boolean
  /** Keep the folder of the run to look at. */
  keep: boolean
}

export const USAGE = `Usage: npm run chaos -- [--desks 5] [--minutes 5] [--rate 2] [--seed N] [--source embedded|alone] [--json] [--quick] [--keep]
  --source alone  the shape service as a process of its own, behind the centre's ELECTRIC_URL
  --quick         two desks, about ten seconds
  --seed N        the same faults at the same times, and the same wishes of people
  --keep          leave the folder with every log and database for a look`

/** A wrong command line: the sentence is for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Reads the command line; a seed that is not given is drawn. Throws UsageError. */
export function readOptions(args: readonly string[]): ChaosOptions {
  const values = parse(args)
  const { quick, source } = values
  if (source !== 'embedded' && source !== 'alone') throw new UsageError('--source is embedded or alone.')
  return {
    desks: within(values.desks ?? (quick ? '2' : '5'), 'desks', 2, 20),
    seconds: values.minutes === undefined && quick ? 8 : within(values.minutes ?? '5', 'minutes', 0.05, 600) * 60,
    rate: within(values.rate ?? (quick ? '5' : '2'), 'rate', 0.1, 50),
    seed: values.seed === undefined ? Math.floor(Math.random() * 1_000_000_000) : within(values.seed, 'seed', 0, 4_294_967_295),
    source,
    json: values.json,
    keep: values.keep,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        desks: { type: 'string' },
        minutes: { type: 'string' },
        rate: { type: 'string' },
        seed: { type: 'string' },
        source: { type: 'string', default: 'embedded' },
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function within(text: string, name: string, least: number, most: number): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= least && value <= most)) throw new UsageError(`--${name} has to be a number from ${least} to ${most}.`)
  return value
}
