import fc from 'fast-check'
import { v7 as uuidv7, validate, version } from 'uuid'
import { describe, expect, it } from 'vitest'
import { derivedId } from './derived-id.ts'

const mutationId = fc.date({ min: new Date('2020-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }).map((date) => uuidv7({ msecs: date.getTime() }))

describe('ids that desk and centre derive alike', () => {
  it('are UUIDs of version 8, the same for the same mutation and label, another for another', () => {
    fc.assert(fc.property(mutationId, fc.string(), fc.string(), (id, one, other) => {
      const derived = derivedId(id, one)
      expect([validate(derived), version(derived), derivedId(id, one)]).toEqual([true, 8, derived])
      expect(derivedId(id, other) === derived).toBe(one === other)
    }))
  })

  it('sort by the time of their mutations, as UUIDv7 does', () => {
    fc.assert(fc.property(mutationId, mutationId, (a, b) => {
      const [first, second] = [a.slice(0, 13), b.slice(0, 13)]
      fc.pre(first !== second)
      expect(derivedId(a, 'x') < derivedId(b, 'x')).toBe(first < second)
    }))
  })

  it('have not changed: both sides of every clinic rely on them', () => {
    expect(derivedId('01930000-0000-7000-8000-000000000001', 'charge')).toBe('01930000-0000-8afe-97a8-801cd56b5487')
  })
})
