import { describe, expect, it } from 'vitest'
import { mutators } from '../../shared/mutators/index.ts'
import { playSeeds } from './seeds.ts'

const SEEDS = 200
/** The same seeds each time, so that a change of the program is judged by itself; others with SIMULATION_SEED. */
const FIRST = Number(process.env['SIMULATION_SEED'] ?? 1)

describe('clinics where everything goes wrong', () => {
  it(`[S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 S12 S13] keep every promise: many seeds of whole desks in virtual time`, { timeout: 900_000 }, async () => {
    // oxlint-disable-next-line no-console
    console.log(`simulation: ${SEEDS} seeds from ${FIRST}`)
    const total = await playSeeds({ first: FIRST, seeds: SEEDS, databases: ['', ''], postgresEvery: 0 })
    expect(total.failures).toEqual([])
    expect(total.seeds).toBe(SEEDS)
    // What was never tried proves nothing.
    const never = [...mutators.keys()].map((name) => `write ${name}`).concat(FAULTS).filter((what) => !total.counts[what])
    expect(never).toEqual([])
    expect(total.counts['mutations']).toBeGreaterThan(SEEDS * 15)
  })
})

const FAULTS = [
  'cut', 'halfOpen', 'drop', 'double', 'garbage', 'status 500', 'status 409', 'crash statement', 'crash before', 'crash after', 'crash outbox-inserted', 'crash rows-applied',
  'crash swap-ahead', 'crash swap-done', 'crash local-migration', 'crash centre-committed', 'centre down', 'clock set', 'refetch', 'profile', 'by hand', 'restore', 'came back', 'rejected', 'merged',
]
