import { describe, expect, it } from 'vitest'
import { FINDINGS, findingOf, isFilling, isFinding } from './findings.ts'
import { SURFACE_ORDER } from './surfaces.ts'

describe('findings', () => {
  it('include everything that screens, services and imports chart', () => {
    const needed = [
      'caries', 'filling', 'crown', 'missing', 'sealant', 'root_canal', 'extraction', 'implant', 'bridge_abutment', 'pontic', 'veneer',
      'root_fragment', 'unerupted', 'impacted', 'fracture', 'watch', 'cleaning', 'consultation', 'xray', 'denture', 'primary_tooth',
      'sound', 'filling_amalgam', 'filling_composite', 'treatment',
    ]
    expect(needed.filter((code) => !isFinding(code))).toEqual([])
  })

  it('never use a surface letter as a code', () => {
    const letters: readonly string[] = SURFACE_ORDER
    expect(Object.keys(FINDINGS).filter((code) => letters.includes(code.toUpperCase()))).toEqual([])
  })

  it('carry the letters of the PDA legend', () => {
    const legend = {
      caries: 'D', missing: 'M', missing_other: 'MO', impacted: 'Im', supernumerary: 'Sp', root_fragment: 'Rf', unerupted: 'Un', filling_amalgam: 'Am',
      filling_composite: 'Co', crown: 'JC', bridge_abutment: 'Ab', attachment: 'Att', pontic: 'P', inlay: 'In', implant: 'Imp', sealant: 'S',
      denture: 'Rm', extraction: 'X', extraction_other: 'XO',
    }
    for (const [code, letters] of Object.entries(legend)) expect(findingOf(code)?.letters).toBe(letters)
  })

  it('refuses what is not a finding, also names every object has', () => {
    expect(['', 'toString', '__proto__', 'constructor', 'CARIES', 'M'].filter(isFinding)).toEqual([])
    expect(findingOf('a_newer_finding')).toBeNull()
  })

  it('knows fillings whatever they are made of', () => {
    expect(['filling', 'filling_amalgam', 'filling_composite', 'inlay'].every(isFilling)).toBe(true)
    expect(['caries', 'crown', 'sealant'].some(isFilling)).toBe(false)
  })
})
