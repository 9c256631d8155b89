import { describe, expect, it } from 'vitest'
import { drawChart } from './chart.ts'
import type { ChartRow, Layer } from './chart.ts'
import { dmft } from './dmft.ts'

let counter = 0
function entry(tooth: string, finding: string, surfaces = '', layer: Layer = 'condition'): ChartRow {
  counter += 1
  return {
    id: `entry-${String(counter).padStart(6, '0')}`, created_at: '2026-01-01T00:00:00.000Z', tooth, surfaces, layer, finding, effective_date: '2026-01-01', voids_entry_id: null,
  }
}

// WHO codes 1, 2, 4 and 3.
const example = [
  entry('16', 'caries', 'O'),
  entry('26', 'filling', 'M', 'existing'), entry('26', 'caries', 'D'),
  entry('36', 'missing'),
  entry('46', 'filling', 'O', 'existing'),
]
const missingOther = entry('11', 'missing_other')

describe('the DMFT of the WHO manual', () => {
  it('is 4 for one decayed, one decayed and filled, one missing and one filled tooth', () => {
    expect(dmft(drawChart(example), 25, 28)).toEqual({ D: 2, M: 1, F: 1, DMFT: 4, d: 0, m: 0, f: 0, dmft: 0, base: 28 })
  })

  it('counts teeth missing for another reason from the age of 30', () => {
    const chart = drawChart([...example, missingOther])
    expect([dmft(chart, 25, 28).DMFT, dmft(chart, 29, 28).DMFT, dmft(chart, 30, 28).DMFT, dmft(chart, 45, 28).DMFT]).toEqual([4, 4, 5, 5])
  })

  it('leaves abutments, veneers, implants, sealants and unerupted teeth out', () => {
    const more = [
      entry('17', 'bridge_abutment', '', 'existing'), entry('17', 'crown', '', 'existing'), entry('27', 'sealant', 'O', 'existing'), entry('21', 'veneer', '', 'existing'),
      entry('37', 'missing'), entry('37', 'implant', '', 'existing'), entry('38', 'unerupted'),
    ]
    expect(dmft(drawChart([...example, ...more]), 25, 28).DMFT).toBe(4)
  })

  it('counts a crown as filled and a retained root as decayed', () => {
    expect(dmft(drawChart([entry('16', 'crown', '', 'completed'), entry('26', 'root_fragment')]), 25, 28)).toMatchObject({ D: 1, F: 1, DMFT: 2 })
  })

  it('counts third molars only on the base of 32', () => {
    const chart = drawChart([entry('18', 'caries', 'O')])
    expect([dmft(chart, 40, 28).D, dmft(chart, 40, 32).D]).toEqual([0, 1])
  })

  it('counts primary teeth apart, and those lost without caries never', () => {
    const chart = drawChart([entry('55', 'caries', 'O'), entry('54', 'filling', 'O', 'existing'), entry('85', 'missing'), entry('51', 'missing_other')])
    expect(dmft(chart, 40, 28)).toEqual({ D: 0, M: 0, F: 0, DMFT: 0, d: 1, m: 1, f: 1, dmft: 3, base: 28 })
  })

  it('still counts a filling that is to be replaced or was sealed over', () => {
    const chart = drawChart([entry('16', 'filling', 'O', 'existing'), entry('16', 'filling', 'O', 'planned'), entry('26', 'filling', 'O', 'existing'), entry('26', 'sealant', 'O', 'existing')])
    expect(dmft(chart, 40, 28)).toMatchObject({ D: 0, F: 2 })
  })

  it('takes a plan for no treatment', () => {
    const chart = drawChart([entry('16', 'caries', 'O'), entry('16', 'filling', 'O', 'planned'), entry('26', 'crown', '', 'planned'), entry('36', 'extraction', '', 'planned')])
    expect(dmft(chart, 40, 28)).toMatchObject({ D: 1, M: 0, F: 0 })
  })
})
