import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compile } from './compile.ts'
import { keep, keptHistories } from './counterexamples.ts'
import { histories } from './history.ts'
import { play } from './play.ts'
import type { Script } from './script.ts'
import { Stage } from './stage.ts'

const RUNS = Number(process.env['HISTORY_RUNS'] ?? 200)
const SEED = Number(process.env['HISTORY_SEED'] ?? Date.now() % 1_000_000_000)
/** A quarter on a service that forgets everything when it ends, the rest on one that must not. */
const IN_MEMORY = Math.round(RUNS / 4)
const SHRINK_MS = 120_000

const features = new Map<string, number>()
const totals = { histories: 0, steps: 0, shapes: 0, rows: 0, refetches: 0 }

async function playAndCount(stage: Stage, script: Script, durable: boolean): Promise<void> {
  const played = await play(stage, script, durable)
  totals.histories++
  totals.steps += script.steps.length
  totals.shapes += played.shapes
  totals.rows += played.rows
  totals.refetches += played.refetches
  for (const [name, count] of Object.entries(script.features)) features.set(name, (features.get(name) ?? 0) + count)
}

/** Plays random histories; the first that fails is made smaller for a while, and kept. */
async function playRandom(durable: boolean, runs: number): Promise<void> {
  let stage = await Stage.open(durable)
  let smallest: { script: Script; error: unknown } | null = null
  let failedAt = 0
  const property = fc.asyncProperty(histories(durable ? { restart: 2, kill: 2 } : { restart: 1, kill: 0 }), async (drawn) => {
    if (smallest && performance.now() - failedAt > SHRINK_MS) return
    const script = compile(drawn)
    try {
      await playAndCount(stage, script, durable)
    } catch (error) {
      failedAt ||= performance.now()
      smallest = { script, error }
      await stage.close()
      stage = await Stage.open(durable)
      throw error
    }
  })
  const result = await fc.check(property, { numRuns: runs, seed: SEED })
  await stage.close()
  if (!result.failed || smallest === null) return
  const { script, error } = smallest as { script: Script; error: unknown }
  const path = keep(script, `HISTORY_SEED=${SEED} path ${result.counterexamplePath ?? ''}: ${String(error).slice(0, 500)}`)
  throw new Error(`seed ${SEED}, kept as ${path}`, { cause: error })
}

const kept = keptHistories()

describe.runIf(kept.length > 0)('a history that failed once', () => {
  let stages: Record<'durable' | 'memory', Stage>
  beforeAll(async () => {
    stages = { durable: await Stage.open(true), memory: await Stage.open(false) }
  })
  afterAll(async () => {
    await Promise.all([stages.durable.close(), stages.memory.close()])
  })

  it.each(kept)('$name no longer does', async ({ script }) => {
    await play(stages.durable, script, true)
    await play(stages.memory, script, false)
    expect(script.steps.length).toBeGreaterThan(0)
  })
})

describe(`${RUNS} random histories (HISTORY_SEED=${SEED})`, () => {
  const started = performance.now()
  afterAll(() => {
    const counts = [...features].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`)
    process.stdout.write(`oracle: seed ${SEED}, ${JSON.stringify(totals)} in ${Math.round((performance.now() - started) / 1000)} s\n${counts.join(', ')}\n`)
  })

  it(`leave every shape of a durable service equal to SELECT ... WHERE, with stops and kills between (${RUNS - IN_MEMORY})`, async () => {
    await playRandom(true, RUNS - IN_MEMORY)
    expect(totals.histories).toBeGreaterThanOrEqual(RUNS - IN_MEMORY)
  }, 7_200_000)

  it(`leave every shape of a service without a folder equal to SELECT ... WHERE (${IN_MEMORY})`, async () => {
    await playRandom(false, IN_MEMORY)
    expect(totals.histories).toBeGreaterThanOrEqual(RUNS)
  }, 7_200_000)

  it.runIf(RUNS >= 100)('have everything in them that can happen', () => {
    const expected = [
      'insert', 'upsert', 'update', 'touch', 'updateAll', 'rekey', 'delete', 'deleteSome', 'large', 'commit', 'rollback', 'transaction held open', 'transaction on several tables',
      'savepoint kept', 'savepoint rolled back', 'truncate', 'alter', 'restart', 'kill', 'client hangs up', 'resumed in the middle of an answer', 'chosen columns', 'generated column',
      'replica full', 'replica default', 'key of 0 columns', 'key of 1 columns', 'key of 2 columns', 'key of 3 columns', 'where no where',
      ...['and', 'or', 'not', 'params', 'equality', 'comparison', 'in', 'like', 'is null', 'between', 'cast', 'arithmetic', 'boolean', 'any', 'json', 'case'].map((form) => `where ${form}`),
    ]
    expect(expected.filter((feature) => !features.has(feature))).toEqual([])
    expect(totals.refetches).toBeGreaterThan(0)
  })
})
