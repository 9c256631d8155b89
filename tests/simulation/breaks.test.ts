import { describe, expect, it } from 'vitest'
import type { BreakName } from './breaks.ts'
import { playSeeds } from './seeds.ts'

/** A seed that catches each rule broken on purpose, and the promise it says is not kept. */
const CAUGHT: [BreakName, seed: number, promise: string][] = [
  ['skip-cursor', 1, 'S5'],
  ['clear-on-answer', 1, 'S7'],
  ['drop-on-reject', 3, 'S1'],
  ['wall-clock', 17, 'S10'],
  ['forget-field', 3, 'S8'],
]

describe('the simulation', () => {
  it.each(CAUGHT)('notices when the rule is broken that %s breaks', { timeout: 120_000 }, async (broken, seed, promise) => {
    const { failures } = await playSeeds({ first: seed, seeds: 1, databases: [''], postgresEvery: 0, broken })
    expect(failures.map(({ failure }) => failure).join()).toContain(`${promise}: `)
  })
})
