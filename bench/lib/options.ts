import { parseArgs } from 'node:util'

const BENCHES = ['shapes', 'desk', 'screen'] as const
export type BenchName = (typeof BENCHES)[number]

export interface Options {
  bench: BenchName
  json: boolean
  quick: boolean
  patients: number
  appointments: number
  rows: number
}

export const USAGE = `Usage: npm run bench -- shapes [--json] [--quick] [--rows 1000000]
       npm run bench -- desk   [--json] [--quick] [--patients 20000] [--appointments 600000]
       npm run bench -- screen [--json] [--quick] [--patients 20000] [--appointments 600000]`

/** A wrong command line: the sentence is for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Reads the command line; `--quick` shrinks what is not given. Throws UsageError. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args)
  const [named, ...more] = positionals
  const bench = BENCHES.find((name) => name === named)
  if (bench === undefined || more.length > 0) throw new UsageError('Say what to measure: shapes, desk or screen.')
  const { quick, json } = values
  return {
    bench,
    json,
    quick,
    patients: whole(values.patients, quick ? 500 : 20_000, 'patients'),
    appointments: whole(values.appointments, quick ? 5000 : 600_000, 'appointments'),
    rows: whole(values.rows, quick ? 10_000 : 1_000_000, 'rows'),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        patients: { type: 'string' },
        appointments: { type: 'string' },
        rows: { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function whole(text: string | undefined, standard: number, name: string): number {
  if (text === undefined) return standard
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--${name} has to be a whole number.`)
  return Number(text)
}
