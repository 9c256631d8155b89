import { describe, expect, it } from 'vitest'
import { drawChart } from '../../../../shared/domain/chart.ts'
import { parseCsv } from '../csv.ts'
import { readSurfaces, readTooth } from './codes.ts'
import { planTeeth } from './plan.ts'

const codes = (presence: string, condition = '', surfaces = '', sealant = '') => ({ presence, condition, surfaces, sealant })
function entries(universal: number, ...parts: Parameters<typeof codes>) {
  const read = readTooth(universal, codes(...parts))
  return read.ok ? read.entries.map((entry) => [entry.tooth, entry.layer, entry.finding, entry.surfaces].join(' ').trim()) : read.reason
}

describe('surface codes of the survey', () => {
  it('are single digits, the sign belonging to the digit after it', () => {
    expect(readSurfaces('16', '0134')).toEqual({ hasCrown: false, amalgam: 'MODP', other: '', caries: '' })
    expect(readSurfaces('36', '-5-7-8')).toEqual({ hasCrown: false, amalgam: '', other: '', caries: 'MOD' })
    expect(readSurfaces('46', '16-6')).toEqual({ hasCrown: false, amalgam: 'O', other: 'O', caries: 'B' })
    expect(readSurfaces('21', '-1')).toEqual({ hasCrown: true, amalgam: '', other: '', caries: '' })
  })

  it('follow the tooth: edge, facial and palatal on an upper front tooth', () => {
    expect(readSurfaces('11', '56789')?.other).toBe('MIDFP')
    expect(readSurfaces('55', '-4-6')?.caries).toBe('BP')
  })

  it.each(['-2', '-9', 'x', '1-', '--5', '-'])('"%s" is none', (text) => {
    expect(readSurfaces('16', text)).toBeNull()
  })
})

describe('an examined tooth', () => {
  it.each([
    ['a sound permanent tooth', 3, ['2', 'S'], ['16 condition sound']],
    ['a sound primary tooth at its successor\'s number', 4, ['1', 'D'], ['55 condition primary_tooth', '55 condition sound']],
    ['caries of a primary tooth', 4, ['1', 'K', '-5'], ['55 condition primary_tooth', '55 condition caries O']],
    ['a filled primary tooth', 29, ['1', 'A', '67'], ['85 condition primary_tooth', '85 existing filling OB']],
    ['a crown', 3, ['2', 'F', '-1'], ['16 existing crown']],
    ['amalgam and another filling', 3, ['2', 'F', '16'], ['16 existing filling_amalgam O', '16 existing filling O']],
    ['caries beside a filling', 3, ['2', 'Z', '1-8'], ['16 existing filling_amalgam O', '16 condition caries D']],
    ['a filling of which no surface is known', 3, ['2', 'F'], ['16 existing filling']],
    ['caries of which no surface is known', 3, ['2', 'Z'], ['16 condition caries']],
    ['a tooth lost to disease', 3, ['4', 'E'], ['16 condition missing']],
    ['a tooth lost otherwise', 3, ['4', 'M'], ['16 condition missing_other']],
    ['a lost tooth in a denture', 3, ['4', 'P'], ['16 condition missing', '16 existing denture']],
    ['a lost tooth in a bridge', 3, ['4', 'X'], ['16 condition missing_other', '16 existing pontic']],
    ['an implant', 3, ['3', 'R'], ['16 condition missing', '16 existing implant']],
    ['an unerupted tooth', 3, ['4', 'U'], ['16 condition unerupted']],
    ['a root tip', 3, ['5', 'J'], ['16 condition root_fragment']],
    ['a third molar that is there', 1, ['2'], ['18 condition not_assessed']],
    ['a third molar that is not', 32, ['4'], ['48 condition missing_other']],
    ['what could not be assessed', 3, ['9', 'Y'], ['16 condition not_assessed']],
    ['a sealed tooth', 3, ['2', 'S', '', '1'], ['16 condition sound', '16 existing sealant O']],
    ['a sealed upper lateral incisor', 7, ['2', 'S', '', '3'], ['12 condition sound', '12 existing sealant P']],
    ['a sealant nobody could assess', 3, ['2', 'S', '', '12'], ['16 condition sound']],
    ['nothing examined', 3, [''], []],
  ] as const)('is charted: %s', (_, universal, parts, expected) => {
    const [presence, ...more] = parts
    expect(entries(universal, presence, ...more)).toEqual(expected)
  })

  it('keeps the code of the survey in the remark', () => {
    const read = readTooth(3, codes('2', 'Z', '1-8', '1'))
    expect(read.ok && read.entries.map((entry) => entry.note)).toEqual(['NHANES Z', 'NHANES Z', 'NHANES sealant 1'])
  })

  it('draws as what it is', () => {
    const draw = (universal: number, ...parts: Parameters<typeof codes>) => {
      const read = readTooth(universal, codes(...parts))
      if (!read.ok) throw new Error(read.reason)
      const rows = read.entries.map((entry, index) => ({ ...entry, id: String(index), created_at: '', effective_date: '2018-01-01', voids_entry_id: null }))
      return drawChart(rows).get(rows[0]?.tooth ?? '')
    }
    expect(draw(3, '3', 'R')?.present).toBe('implant')
    expect(draw(3, '5', 'T')?.present).toBe('root')
    expect(draw(3, '2', 'Z', '1-8')).toMatchObject({ present: 'present', decayed: ['D'], surfaces: { O: { finding: 'filling_amalgam' } } })
  })

  it.each([
    [3, ['7', 'S'], /presence code/], [3, ['2', 'B'], /condition code/], [3, ['2', 'toString'], /condition code/], [3, ['2', 'K'], /cannot stand/], [3, ['', 'S'], /cannot stand/],
    [3, ['1'], /no primary tooth/], [3, ['2', 'F', '-2'], /surface codes/], [3, ['2', 'S', '', '7'], /sealant code/],
  ] as const)('number %d is refused with codes %j', (universal, parts, reason) => {
    const [presence, ...more] = parts
    expect(entries(universal, presence, ...more)).toMatch(reason)
  })
})

describe('planning an examination', () => {
  const columns = ['SEQN', 'RIDAGEYR', 'RIAGENDR', 'OHDDESTS', 'OHX01TC', 'OHX02TC', 'OHX02CTC', 'OHX02CSC', 'OHX32TC']
  const plan = (rows: string[], existing: string[] = []) => planTeeth(parseCsv([columns.join(','), ...rows].join('\n')), new Set(existing))

  it('makes a person without a birth date, the age in the notes', () => {
    const { create, findings } = plan(['100,45,2,1,2,2,F,1,4', '101,80,1,3,,,,,'])
    expect(create[0]).toMatchObject({ id: '100', sex: 'female', notes: expect.stringContaining('Age at the examination in years: 45.') })
    expect(create[0]?.entries.map((entry) => `${entry.tooth} ${entry.finding}`)).toEqual(['18 not_assessed', '17 filling_amalgam', '48 missing_other'])
    expect(create[1]).toMatchObject({ sex: 'male', entries: [], notes: expect.stringMatching(/80 or more.*not completed/) })
    expect(findings[1]?.reason).toBe('The examination was not completed; no teeth are charted.')
  })

  it('knows people again by their number, and sees it twice in a file', () => {
    const { findings } = plan(['100,45,2,1,2,2,F,1,4', '100,45,2,1,2,2,F,1,4', '101,4,1,1,4,2,S,,4'], ['101'])
    expect(findings.map((finding) => finding.outcome)).toEqual(['created', 'needs_review', 'matched'])
  })

  it('rejects a person with codes it does not understand, whole', () => {
    const { create, findings } = plan(['100,45,2,1,2,2,Q,1,4', ',45,2,1,2,2,F,1,4', '102,x,2,1,2,2,F,1,4'])
    expect(create).toEqual([])
    expect(findings.map((finding) => finding.reason)).toEqual(['Tooth 2: condition Q cannot stand with presence 2.', 'The survey number is missing.', 'The age is missing.'])
  })

  it('refuses another sort of file', () => {
    expect(() => planTeeth(parseCsv('last_name,first_name\nCruz,Maria\n'), new Set())).toThrow(/^This is not the NHANES tooth examination/)
  })
})
