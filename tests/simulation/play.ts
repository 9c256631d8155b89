import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CentreDouble } from './centre/double.ts'
import type { CentrePostgres } from './centre/postgres.ts'
import { simulatedClinic } from './clinic.ts'
import type { Plan } from './plan.ts'
import { Simulation } from './run.ts'
import type { Outcome } from './run.ts'
import type { Templates } from './templates.ts'

const REGRESSIONS = path.join(import.meta.dirname, 'regressions')

/** A history that failed once, as it is kept beside the simulation. */
export interface Regression {
  /** What was wrong when it was kept. */
  failure: string
  plan: Plan
}

/** Plays a plan on the double, or on a Postgres when one is given. */
export async function play(planned: Plan, templates: Templates, postgres?: CentrePostgres, trace?: (line: string) => void): Promise<Outcome> {
  const rows = simulatedClinic()
  if (postgres) await postgres.reset(rows)
  const store = postgres ?? new CentreDouble(rows)
  try {
    return await new Simulation(planned, store, templates, trace).run()
  } finally {
    await store.close()
  }
}

/** The files of the histories that failed once. */
export function regressions(): string[] {
  return readdirSync(REGRESSIONS).filter((file) => file.endsWith('.json')).sort()
}

export function regression(file: string): Regression {
  return JSON.parse(readFileSync(path.join(REGRESSIONS, file), 'utf8')) as Regression
}

/** Keeps a history that failed, to be played first from now on. Returns its file. */
export function keep(planned: Plan, failure: string): string {
  mkdirSync(REGRESSIONS, { recursive: true })
  const file = path.join(REGRESSIONS, `seed-${planned.seed}.json`)
  writeFileSync(file, `${JSON.stringify({ failure, plan: planned } satisfies Regression)}\n`)
  return path.relative(process.cwd(), file)
}
