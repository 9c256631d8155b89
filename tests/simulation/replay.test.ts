import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { playSeeds } from './seeds.ts'

/** In the first of them the centre is restored. */
const [FIRST, SEEDS] = [7, 2] as const

/** What each seed came to: every step of every desk, and every row and answer of the centre at the end. */
async function digests(databases: string[], postgresEvery: 0 | 1): Promise<string[]> {
  const found: string[] = []
  const { failures } = await playSeeds({ first: FIRST, seeds: SEEDS, databases, postgresEvery, onlySeeds: true, onPlayed: ({ seed, digest }) => void found.push(`${seed} ${digest}`) })
  expect(failures).toEqual([])
  return found.sort()
}

describe('a seed', () => {
  it('is the same step by step whatever the machine has to do besides, and on Postgres as on its double', { timeout: 240_000 }, async () => {
    const { url, drop } = await createTestDatabase()
    try {
      // All at once: each is in the way of the others.
      const [alone, together, onPostgres] = await Promise.all([digests([''], 0), digests(['', ''], 0), digests([url], 1)])
      expect(alone).toHaveLength(SEEDS)
      expect(together).toEqual(alone)
      expect(onPostgres).toEqual(alone)
    } finally {
      await drop()
    }
  })
})
