import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SURFACE_ORDER, surfaceAt, surfacesOf, tidySurfaces, zoneOf } from './surfaces.ts'
import type { Zone } from './surfaces.ts'
import { ALL_TEETH, isAnterior } from './teeth.ts'

const ZONES: Zone[] = ['top', 'bottom', 'left', 'right', 'centre']

describe('tidying surfaces', () => {
  it('writes "dom" on 16 as MOD', () => {
    expect(tidySurfaces('16', 'dom')).toEqual({ ok: true, surfaces: 'MOD', mapped: [] })
  })

  it('collapses duplicates and ignores blanks', () => {
    expect(tidySurfaces('46', ' m O m d ')).toEqual({ ok: true, surfaces: 'MOD', mapped: [] })
  })

  it('turns buccal into facial on a front tooth and says so', () => {
    expect(tidySurfaces('21', 'B')).toEqual({ ok: true, surfaces: 'F', mapped: [{ from: 'B', to: 'F' }] })
  })

  it('turns facial into buccal on a back tooth and says so', () => {
    expect(tidySurfaces('36', 'f')).toEqual({ ok: true, surfaces: 'B', mapped: [{ from: 'F', to: 'B' }] })
  })

  it('turns lingual into palatal above and palatal into lingual below', () => {
    expect(tidySurfaces('16', 'L')).toEqual({ ok: true, surfaces: 'P', mapped: [{ from: 'L', to: 'P' }] })
    expect(tidySurfaces('46', 'P')).toEqual({ ok: true, surfaces: 'L', mapped: [{ from: 'P', to: 'L' }] })
  })

  it('lists a replacement once, also when both letters were typed', () => {
    expect(tidySurfaces('21', 'bfb')).toEqual({ ok: true, surfaces: 'F', mapped: [{ from: 'B', to: 'F' }] })
  })

  it('keeps the cervical surface between facial and oral', () => {
    expect(tidySurfaces('36', 'lvb')).toEqual({ ok: true, surfaces: 'BVL', mapped: [] })
  })

  it('refuses occlusal on a front tooth with a sentence', () => {
    const tidied = tidySurfaces('11', 'MO')
    expect(tidied).toEqual({ ok: false, message: 'Tooth 11 (upper right central incisor) has no occlusal surface; its cutting edge is I.' })
  })

  it('refuses incisal on a back tooth with a sentence', () => {
    const tidied = tidySurfaces('36', 'I')
    expect(tidied).toEqual({ ok: false, message: 'Tooth 36 (lower left first molar) has no incisal edge; its chewing surface is O.' })
  })

  it('refuses letters that are no surface and teeth that are none', () => {
    expect(tidySurfaces('36', 'MX')).toMatchObject({ ok: false })
    expect(tidySurfaces('36', 'M-O')).toMatchObject({ ok: false })
    expect(tidySurfaces('99', 'M')).toMatchObject({ ok: false })
  })

  it('accepts nothing as no surface', () => {
    expect(tidySurfaces('11', '')).toEqual({ ok: true, surfaces: '', mapped: [] })
  })

  it('is idempotent, ordered, and never forgets a letter', () => {
    const letters = fc.array(fc.constantFrom(...SURFACE_ORDER), { maxLength: 12 })
    fc.assert(fc.property(fc.constantFrom(...ALL_TEETH), letters, (tooth, typed) => {
      const tidied = tidySurfaces(tooth, typed.join(''))
      const impossible = isAnterior(tooth) ? 'O' : 'I'
      expect(tidied.ok).toBe(!typed.includes(impossible))
      if (!tidied.ok) return
      expect(tidySurfaces(tooth, tidied.surfaces)).toEqual({ ok: true, surfaces: tidied.surfaces, mapped: [] })
      const order = tidied.surfaces.split('').map((letter) => SURFACE_ORDER.findIndex((known) => known === letter))
      expect(order).toEqual(order.toSorted((a, b) => a - b))
      for (const letter of typed) {
        const standsFor = tidied.mapped.find((pair) => pair.from === letter)?.to ?? letter
        expect(tidied.surfaces).toContain(standsFor)
      }
    }))
  })
})

describe('surfaces on the drawing', () => {
  it('names the five surfaces of a tooth', () => {
    expect(surfacesOf('16').join('')).toBe('MODBP')
    expect(surfacesOf('11').join('')).toBe('MIDFP')
    expect(surfacesOf('46').join('')).toBe('MODBL')
    expect(surfacesOf('71').join('')).toBe('MIDFL')
  })

  it('draws facial at the top of upper and at the bottom of lower teeth', () => {
    expect([zoneOf('16', 'B'), zoneOf('16', 'P'), zoneOf('46', 'B'), zoneOf('46', 'L')]).toEqual(['top', 'bottom', 'bottom', 'top'])
    expect(zoneOf('11', 'V')).toBe('top')
  })

  it('draws mesial towards the midline', () => {
    expect([zoneOf('16', 'M'), zoneOf('26', 'M'), zoneOf('36', 'D'), zoneOf('46', 'D')]).toEqual(['right', 'left', 'right', 'left'])
  })

  it('gives each of the five surfaces of each tooth its own zone, and finds it back', () => {
    for (const tooth of ALL_TEETH) {
      expect(new Set(surfacesOf(tooth).map((surface) => zoneOf(tooth, surface)))).toEqual(new Set(ZONES))
      for (const zone of ZONES) expect(zoneOf(tooth, surfaceAt(tooth, zone))).toBe(zone)
    }
  })
})
