import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CollectorSimulation, TABLES } from '../../../tests/support/collector-simulation.ts'

/** What may happen next; numbers choose among what is there at that moment. */
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('commit' as const), tables: fc.subarray([...TABLES], { minLength: 1 }), twice: fc.boolean(), manifest: fc.boolean(), named: fc.subarray([...TABLES]) }) },
  { weight: 14, arbitrary: fc.record({ kind: fc.constant('deliver' as const), table: fc.constantFrom(...TABLES), most: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('nudge' as const) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('apply' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('beginApply' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('endApply' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rotate' as const), table: fc.constantFrom(...TABLES) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('stage' as const), table: fc.option(fc.constantFrom(...TABLES), { nil: undefined, freq: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rewind' as const), table: fc.constantFrom(...TABLES) }) },
)

describe('the collector against a model of the centre', () => {
  it('[S5] [S6] shows whole transactions only, keeps each table\'s order, and ends with exactly the centre\'s rows, through refetches, rewinds and crashes', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 9 }), fc.array(action, { minLength: 30, maxLength: 200, size: 'max' }), (fresh, actions) => {
      const simulation = new CollectorSimulation()
      // Mostly a desk at work; now and then one that still fetches for the first time.
      if (fresh > 0) simulation.drain()
      for (const next of actions) simulation.do(next)
      simulation.drain()
      expect(simulation.shown()).toEqual(simulation.atCentre())
    }), { numRuns: 2500 })
  })

  it('[S5] goes on from the cursors of every single batch as if nothing had happened', () => {
    const commits = fc.array(fc.record({ tables: fc.subarray([...TABLES], { minLength: 1 }), twice: fc.boolean(), manifest: fc.boolean(), named: fc.constant<(typeof TABLES)[number][]>([]) }), { minLength: 3, maxLength: 12, size: 'max' })
    fc.assert(fc.property(commits, fc.array(fc.record({ table: fc.constantFrom(...TABLES), most: fc.integer({ min: 1, max: 3 }) }), { maxLength: 60, size: 'max' }), (list, deliveries) => {
      const simulation = new CollectorSimulation()
      simulation.drain()
      for (const commit of list) simulation.do({ kind: 'commit', ...commit })
      for (const delivery of deliveries) {
        simulation.do({ kind: 'deliver', ...delivery })
        if (simulation.applyOne()) simulation.do({ kind: 'crash' })
      }
      simulation.drain()
      expect(simulation.shown()).toEqual(simulation.atCentre())
    }), { numRuns: 600 })
  })
})
