import { describe, expect, it } from 'vitest'
import { CENTRE_FAULTS, DATABASE_FAULTS, DESK_FAULTS, planFaults, SHAPES_FAULTS } from './schedule.ts'

const run = { seed: 7, desks: 5, seconds: 300, source: 'embedded' as const }

describe('the faults of a run', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(planFaults(run)).toEqual(planFaults(run))
    expect(planFaults({ ...run, seed: 8 })).not.toEqual(planFaults(run))
  })

  it.each(['embedded', 'alone'] as const)('are of every kind in five minutes with the shape service %s, at every desk', (source) => {
    const plan = planFaults({ ...run, source })
    const kinds = new Set(plan.map(({ name }) => name))
    for (const kind of [...CENTRE_FAULTS, ...DATABASE_FAULTS, ...SHAPES_FAULTS[source], ...Object.values(DESK_FAULTS).flat()]) expect(kinds).toContain(kind)
    expect(new Set(plan.map(({ desk }) => desk))).toEqual(new Set([null, 0, 1, 2, 3, 4]))
  })

  it('happen one at a time at each place of a desk', () => {
    const atCable = planFaults(run).filter(({ place }) => place === 'cable 2')
    expect(atCable.length).toBeGreaterThan(10)
    expect(atCable.every((fault, index) => index === 0 || fault.beginsAt >= atCable[index - 1]!.endsAt)).toBe(true)
  })

  it('leave most cables broken at the end of work', () => {
    const last = planFaults(run).filter(({ place, endsAt }) => place.startsWith('cable') && endsAt >= 300_000)
    expect(last.length).toBeGreaterThanOrEqual(3)
  })
})
