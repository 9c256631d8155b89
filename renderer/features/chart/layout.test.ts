import { describe, expect, it } from 'vitest'
import { neighbour, placeOf, PLACES, ROWS } from './layout.ts'

describe('the layout of the tooth chart', () => {
  it('shows the patient facing us: 18 to 28 above, 48 to 38 below, primary teeth between', () => {
    expect(ROWS.map((row) => [row[0], row.at(-1), row.length])).toEqual([
      ['18', '28', 16], ['55', '65', 10], ['85', '75', 10], ['48', '38', 16],
    ])
  })

  it('places all 52 teeth once', () => {
    expect(new Set(PLACES.map((place) => place.tooth)).size).toBe(52)
  })

  it.each([['55', '15'], ['51', '11'], ['61', '21'], ['65', '25'], ['85', '45'], ['71', '31']])('stands primary %s in the column of its successor %s', (primary, permanent) => {
    expect(placeOf(primary)?.x).toBe(placeOf(permanent)?.x)
  })

  it('leaves a gap at the midline and none elsewhere', () => {
    const x = (tooth: string) => placeOf(tooth)?.x ?? 0
    expect(x('21') - x('11')).toBeGreaterThan(x('22') - x('21'))
    expect(x('22') - x('21')).toBe(x('17') - x('18'))
  })

  it.each([
    ['16', 'right', '15'], ['11', 'right', '21'], ['18', 'left', '18'], ['28', 'right', '28'],
    ['15', 'down', '55'], ['18', 'down', '55'], ['55', 'down', '85'], ['85', 'down', '45'], ['38', 'up', '75'], ['11', 'up', '11'],
  ] as const)('moves from %s %s to %s', (from, direction, to) => {
    expect(neighbour(from, direction)).toBe(to)
  })
})
