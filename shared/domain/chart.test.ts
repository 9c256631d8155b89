import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawChart, emptyState, standing } from './chart.ts'
import type { ChartRow, ToothState } from './chart.ts'
import { warningFor } from './chart-warnings.ts'
import { FINDINGS } from './findings.ts'
import { surfacesOf } from './surfaces.ts'
import { addDays } from './time.ts'
import { ALL_TEETH } from './teeth.ts'

let counter = 0
function entry(tooth: string | null, finding: string, more: Partial<ChartRow> = {}): ChartRow {
  counter += 1
  return {
    id: `entry-${String(counter).padStart(6, '0')}`,
    created_at: '2026-01-01T00:00:00.000Z',
    tooth,
    surfaces: '',
    layer: 'condition',
    finding,
    effective_date: '2026-01-01',
    voids_entry_id: null,
    ...more,
  }
}

function voiding(target: ChartRow): ChartRow {
  return { ...target, id: `void-of-${target.id}`, created_at: '2026-06-01T00:00:00.000Z', voids_entry_id: target.id }
}

function tooth(code: string, entries: ChartRow[], asOf?: string): ToothState {
  return drawChart(entries, asOf).get(code) ?? emptyState('none')
}

const completed = { layer: 'completed' } as const
const planned = { layer: 'planned' } as const
const existing = { layer: 'existing' } as const

describe('an empty chart', () => {
  it('shows all 52 teeth with nothing on them', () => {
    const chart = drawChart([])
    expect([...chart.keys()]).toEqual(ALL_TEETH)
    expect(chart.get('16')).toEqual({ tooth: '16', present: 'present', marks: [], surfaces: {}, decayed: [], filled: [] })
  })
})

describe('surfaces', () => {
  it('show the latest entry each', () => {
    const state = tooth('16', [
      entry('16', 'caries', { surfaces: 'MOD' }),
      entry('16', 'filling', { ...completed, surfaces: 'MO', effective_date: '2026-02-01' }),
    ])
    expect(state.surfaces.M?.finding).toBe('filling')
    expect(state.surfaces.O?.layer).toBe('completed')
    expect(state.surfaces.D?.finding).toBe('caries')
    expect(state.decayed).toEqual(['D'])
  })

  it('go by clinical date, then by when they were recorded, whatever order they arrive in', () => {
    const older = entry('16', 'caries', { surfaces: 'O', effective_date: '2026-01-05' })
    const backdated = entry('16', 'watch', { surfaces: 'O', effective_date: '2026-01-01', created_at: '2026-03-01T00:00:00.000Z' })
    const sameDay = entry('16', 'sealant', { surfaces: 'O', effective_date: '2026-01-05', created_at: '2026-03-01T00:00:00.000Z' })
    expect(tooth('16', [older, backdated]).surfaces.O?.finding).toBe('caries')
    expect(tooth('16', [sameDay, older]).surfaces.O?.finding).toBe('sealant')
  })

  it('lose their paint when they are charted as sound', () => {
    const state = tooth('16', [entry('16', 'caries', { surfaces: 'MO' }), entry('16', 'sound', { surfaces: 'M', effective_date: '2026-02-01' })])
    expect(Object.keys(state.surfaces)).toEqual(['O'])
    expect(state.decayed).toEqual(['O'])
  })

  it('stay decayed while a filling is only planned', () => {
    const state = tooth('16', [entry('16', 'caries', { surfaces: 'O' }), entry('16', 'filling', { ...planned, surfaces: 'O', effective_date: '2026-02-01' })])
    expect(state.surfaces.O).toMatchObject({ finding: 'filling', layer: 'planned' })
    expect(state.decayed).toEqual(['O'])
  })

  it('stay filled while a new filling is only planned, and under a sealant', () => {
    const old = entry('16', 'filling', { ...existing, surfaces: 'MO' })
    expect(tooth('16', [old, entry('16', 'filling', { ...planned, surfaces: 'O', effective_date: '2026-02-01' })]).filled).toEqual(['M', 'O'])
    expect(tooth('16', [old, entry('16', 'sealant', { ...existing, surfaces: 'O' })]).filled).toEqual(['M', 'O'])
    expect(tooth('16', [old, entry('16', 'sound', { surfaces: 'O', effective_date: '2026-02-01' })]).filled).toEqual(['M'])
  })

  it('disappear under a crown', () => {
    const state = tooth('16', [entry('16', 'caries', { surfaces: 'MO' }), entry('16', 'crown', { ...completed, effective_date: '2026-02-01' })])
    expect(state.surfaces).toEqual({})
    expect(state.decayed).toEqual([])
    expect(state.marks.map((mark) => mark.finding)).toEqual(['crown'])
  })
})

describe('extraction', () => {
  const decayed = entry('16', 'caries', { surfaces: 'MO', effective_date: '2026-01-10' })
  const plan = entry('16', 'extraction', { ...planned, effective_date: '2026-02-01' })
  const done = entry('16', 'extraction', { ...completed, effective_date: '2026-03-01' })

  it('planned leaves the tooth in place, with a mark for the X', () => {
    const state = tooth('16', [decayed, plan])
    expect(state.present).toBe('present')
    expect(state.marks).toEqual([{ finding: 'extraction', layer: 'planned', entryId: plan.id }])
    expect(state.surfaces.M?.finding).toBe('caries')
  })

  it.each([completed, existing])('that is $layer leaves a gap without paint and without the planned X', (layer) => {
    const state = tooth('16', [decayed, plan, { ...done, ...layer }])
    expect(state.present).toBe('missing')
    expect(state.surfaces).toEqual({})
    expect(state.marks).toEqual([{ finding: 'extraction', ...layer, entryId: done.id }])
  })

  it('keeps the history: the day before, the tooth stands as it did', () => {
    const all = [decayed, plan, done]
    expect(tooth('16', all, '2026-02-28')).toEqual(tooth('16', [decayed, plan]))
    expect(tooth('16', all, '2026-03-01').present).toBe('missing')
    expect(tooth('16', all, '2026-01-09')).toEqual(emptyState('16'))
  })

  it('taken back restores exactly the picture before, on every day', () => {
    const all = [decayed, plan, done, voiding(done)]
    expect(tooth('16', all)).toEqual(tooth('16', [decayed, plan]))
    expect(tooth('16', all, '2026-03-15')).toEqual(tooth('16', [decayed, plan]))
  })

  it('hides later surface paint too', () => {
    const late = entry('16', 'caries', { surfaces: 'O', effective_date: '2026-04-01' })
    expect(tooth('16', [done, late])).toMatchObject({ present: 'missing', surfaces: {}, decayed: [] })
  })
})

describe('what stands in the mouth', () => {
  it.each([['missing', 'missing'], ['missing_other', 'missing'], ['unerupted', 'unerupted'], ['impacted', 'unerupted'], ['root_fragment', 'root']])('%s makes the tooth %s', (finding, present) => {
    expect(tooth('36', [entry('36', finding)]).present).toBe(present)
    expect(tooth('36', [entry('36', finding, planned)]).present).toBe('present')
  })

  it('takes an implant only in a gap', () => {
    expect(tooth('36', [entry('36', 'missing'), entry('36', 'implant', completed)]).present).toBe('implant')
    expect(tooth('36', [entry('36', 'implant', completed)])).toMatchObject({ present: 'present', marks: [{ finding: 'implant' }] })
    expect(tooth('36', [entry('36', 'missing'), entry('36', 'implant', planned)]).present).toBe('missing')
  })

  it('keeps pontics and dentures where teeth are gone', () => {
    const state = tooth('36', [entry('36', 'denture', existing), entry('36', 'crown', existing), entry('36', 'missing')])
    expect(state.marks.map((mark) => mark.finding)).toEqual(['denture', 'missing'])
  })

  it('shows a tooth that has come out since', () => {
    const state = tooth('36', [entry('36', 'unerupted'), entry('36', 'sound', { effective_date: '2026-06-01' })])
    expect(state).toMatchObject({ present: 'present', marks: [{ finding: 'sound' }] })
  })

  it('does not confuse a primary tooth with its successor', () => {
    const chart = drawChart([entry('55', 'missing'), entry('15', 'sound')])
    expect([chart.get('55')?.present, chart.get('15')?.present]).toEqual(['missing', 'present'])
  })
})

describe('marks on the whole tooth', () => {
  it('are replaced by newer ones of the same finding, while a plan leaves what is there', () => {
    const old = entry('11', 'crown', existing)
    const plan = entry('11', 'crown', { ...planned, effective_date: '2026-02-01' })
    const done = entry('11', 'crown', { ...completed, effective_date: '2026-03-01' })
    expect(tooth('11', [old, plan]).marks.map((mark) => mark.layer)).toEqual(['existing', 'planned'])
    expect(tooth('11', [old, plan, done]).marks.map((mark) => mark.layer)).toEqual(['completed'])
  })

  it('lose whole-tooth caries when a filling is made here, not when an old one is noted', () => {
    const caries = entry('11', 'caries')
    expect(tooth('11', [caries, entry('11', 'filling', { ...completed, surfaces: 'M' })])).toMatchObject({ decayed: [], marks: [] })
    expect(tooth('11', [caries, entry('11', 'filling', { ...existing, surfaces: 'M' })]).decayed).toEqual(['whole'])
  })

  it('are not drawn for entries of the whole mouth or for codes that are no tooth', () => {
    expect(drawChart([entry(null, 'cleaning', completed), entry('99', 'caries')])).toEqual(drawChart([]))
  })

  it('of findings that a newer program wrote are shown and change nothing else', () => {
    expect(tooth('11', [entry('11', 'laser_etching')])).toMatchObject({ present: 'present', marks: [{ finding: 'laser_etching' }] })
  })
})

describe('the replay of any log', () => {
  const anyEntry = fc.record({
    tooth: fc.constantFrom('16', '11', '55', '46'),
    finding: fc.constantFrom(...Object.keys(FINDINGS)),
    layer: fc.constantFrom('condition' as const, 'existing' as const, 'planned' as const, 'completed' as const),
    days: fc.nat(20),
    bits: fc.nat(31),
    voids: fc.option(fc.nat(30)),
  })
  const anyLog = fc.array(anyEntry, { maxLength: 25 }).map((specs) => {
    const log: ChartRow[] = []
    for (const { tooth: code, finding, layer, days, bits, voids } of specs) {
      const target = voids === null ? undefined : log[voids]
      const surfaces = surfacesOf(code).filter((_, index) => (bits >> index) % 2 === 1).join('')
      log.push(target ? voiding({ ...target, id: target.id }) : entry(code, finding, { layer, surfaces, effective_date: addDays('2026-01-01', days) }))
    }
    return log
  })

  it('ends at the live picture, and forgets entries that were taken back', () => {
    fc.assert(fc.property(anyLog, fc.nat(25), (log, days) => {
      const asOf = addDays('2026-01-01', days)
      expect(drawChart(log, '2099-01-01')).toEqual(drawChart(log))
      expect(drawChart(log.toReversed(), asOf)).toEqual(drawChart(log, asOf))
      expect(drawChart(standing(log), asOf)).toEqual(drawChart(log, asOf))
    }))
  })

  it('never paints a surface the tooth has not, nor any where no crown stands', () => {
    fc.assert(fc.property(anyLog, (log) => {
      for (const state of drawChart(log).values()) {
        const painted = Object.keys(state.surfaces)
        expect(painted.every((letter) => (surfacesOf(state.tooth) as string[]).includes(letter))).toBe(true)
        const hasCrown = state.present === 'present' || state.present === 'implant'
        expect(hasCrown || painted.length + state.decayed.length + state.filled.length === 0).toBe(true)
      }
    }))
  })
})

describe('warnings before charting', () => {
  const gap = tooth('36', [entry('36', 'missing')])
  const whole = emptyState('36')

  it('point out work and caries on a missing tooth', () => {
    expect(warningFor(gap, 'caries', 'condition')).toBe('Tooth 36 is charted as missing.')
    expect(warningFor(gap, 'filling', 'planned')).toBe('Tooth 36 is charted as missing.')
    expect([warningFor(gap, 'denture', 'existing'), warningFor(gap, 'sound', 'condition'), warningFor(whole, 'caries', 'condition')]).toEqual([null, null, null])
  })

  it('point out an implant where there is no gap', () => {
    expect(warningFor(whole, 'implant', 'planned')).toBe('An implant needs a gap: tooth 36 is not charted as missing.')
    expect(warningFor(gap, 'implant', 'completed')).toBeNull()
  })

  it('stay silent about findings they do not know', () => {
    expect(warningFor(gap, 'laser_etching', 'condition')).toBeNull()
  })
})
