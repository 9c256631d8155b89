import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeskAndCentre } from '../../../tests/support/desk-and-centre.ts'

const patient = fc.integer({ min: 0, max: 3 })
const hour = fc.integer({ min: 1, max: 6 })
const value = fc.constantFrom('', '1', '2', '3')

/** What people do at the desk under test, or at another one. */
const act = fc.oneof(
  fc.record({ do: fc.constant('edit' as const), patient, field: fc.constantFrom('phone' as const, 'city' as const), value }),
  fc.record({ do: fc.constant('create' as const), patient }),
  fc.record({ do: fc.constant('book' as const), patient, hour, chair: fc.integer({ min: 0, max: 1 }) }),
  fc.record({ do: fc.constant('move' as const), patient, hour }),
  fc.record({ do: fc.constant('cancel' as const), patient }),
  fc.record({ do: fc.constant('complete' as const), patient }),
  fc.record({ do: fc.constant('pay' as const), patient }),
  fc.record({ do: fc.constant('use' as const), quantity: fc.integer({ min: 1, max: 3 }) }),
)

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('here' as const), act }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('elsewhere' as const), act }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('push' as const), most: fc.integer({ min: 1, max: 3 }), answerLost: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pull' as const), most: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), patient }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('refetch' as const), meanwhile: fc.array(act, { maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
)

describe('a desk that writes while the centre\'s rows arrive', () => {
  it('[S2] [S3] [S7] [S8] ends equal to the centre, byte for byte, with nothing pending, and never flickers on the way', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), async (steps) => {
      const both = new DeskAndCentre()
      try {
        for (const next of steps) await both.do(next)
        await both.settle()
        expect(both.desk()).toEqual(both.centre())
        expect(both.leftOver()).toEqual({ base: 0, waiting: 0 })
        expect(both.decided()).toEqual(both.made())
      } finally {
        both.close()
      }
    }), { numRuns: 60 })
  }, 120_000)
})
