import { describe, expect, it } from 'vitest'
import {
  ALL_TEETH, PERMANENT_TEETH, PRIMARY_TEETH, fromPalmer, fromUniversal, isAnterior, isPrimary, isTooth, isUpper,
  mesialSide, predecessorOf, successorOf, toPalmer, toUniversal, toothName,
} from './teeth.ts'

describe('the teeth in drawing order', () => {
  it('start at the upper right of the patient and end at the lower left', () => {
    expect(PERMANENT_TEETH.join(' ')).toBe(
      '18 17 16 15 14 13 12 11 21 22 23 24 25 26 27 28 48 47 46 45 44 43 42 41 31 32 33 34 35 36 37 38',
    )
    expect(PRIMARY_TEETH.join(' ')).toBe('55 54 53 52 51 61 62 63 64 65 85 84 83 82 81 71 72 73 74 75')
  })

  it('are 52 different ones', () => {
    expect(new Set(ALL_TEETH).size).toBe(52)
  })
})

describe('a tooth code', () => {
  it.each(['11', '48', '51', '85'])('%s is a tooth', (code) => expect(isTooth(code)).toBe(true))
  it.each(['', '1', '19', '10', '56', '91', '011', ' 11', 'UR1'])('"%s" is none', (code) => expect(isTooth(code)).toBe(false))

  it('is refused by the functions that need a tooth', () => {
    expect(() => isUpper('99')).toThrow(RangeError)
    expect(() => toUniversal('19')).toThrow(RangeError)
    expect(() => toPalmer('')).toThrow(RangeError)
    expect(() => toothName('00')).toThrow(RangeError)
  })
})

describe('places in the mouth', () => {
  it('knows the upper from the lower jaw, also for primary teeth', () => {
    expect(['11', '28', '55', '61'].every(isUpper)).toBe(true)
    expect(['31', '48', '75', '81'].some(isUpper)).toBe(false)
  })

  it('counts incisors and canines as anterior', () => {
    expect(['11', '13', '43', '53', '71'].every(isAnterior)).toBe(true)
    expect(['14', '38', '54', '75'].some(isAnterior)).toBe(false)
  })

  it('lets mesial face the midline of the drawing', () => {
    expect(['18', '11', '48', '55', '85'].map(mesialSide)).toEqual(Array.from({ length: 5 }, () => 'right'))
    expect(['28', '21', '38', '65', '75'].map(mesialSide)).toEqual(Array.from({ length: 5 }, () => 'left'))
  })
})

describe('the other notations', () => {
  it('agree with the published checks of Universal numbering', () => {
    const checks = { 1: '18', 8: '11', 9: '21', 16: '28', 17: '38', 24: '31', 25: '41', 32: '48', A: '55', E: '51', F: '61', J: '65', K: '75', O: '71', P: '81', T: '85' }
    for (const [universal, tooth] of Object.entries(checks)) {
      expect(fromUniversal(universal)).toBe(tooth)
      expect(toUniversal(tooth)).toBe(universal)
    }
  })

  it('are bijections on all 52 teeth', () => {
    for (const tooth of ALL_TEETH) {
      expect(fromUniversal(toUniversal(tooth))).toBe(tooth)
      expect(fromPalmer(toPalmer(tooth))).toBe(tooth)
    }
    expect(new Set(ALL_TEETH.map(toUniversal)).size).toBe(52)
    expect(new Set(ALL_TEETH.map(toPalmer)).size).toBe(52)
  })

  it('write Palmer quadrants in letters and primary teeth as A to E', () => {
    expect(toPalmer('18')).toBe('UR8')
    expect(toPalmer('55')).toBe('URE')
    expect(toPalmer('31')).toBe('LL1')
    expect(fromPalmer('lra')).toBe('81')
  })

  it('answer null for codes that do not exist', () => {
    expect([fromUniversal('33'), fromUniversal('U'), fromUniversal('0'), fromPalmer('UR9'), fromPalmer('XX1')]).toEqual([null, null, null, null, null])
  })
})

describe('successors', () => {
  it('replace each primary tooth by the permanent one of the same place', () => {
    expect(successorOf('51')).toBe('11')
    expect(successorOf('54')).toBe('14')
    expect(successorOf('85')).toBe('45')
    for (const tooth of PRIMARY_TEETH) expect(predecessorOf(successorOf(tooth) ?? '')).toBe(tooth)
  })

  it('do not exist for permanent teeth, nor predecessors for molars', () => {
    expect(successorOf('11')).toBeNull()
    expect(['16', '17', '18', '36'].map(predecessorOf)).toEqual([null, null, null, null])
    expect(PERMANENT_TEETH.filter((tooth) => predecessorOf(tooth) !== null)).toHaveLength(20)
  })
})

describe('names in words', () => {
  it('say jaw, side and kind', () => {
    expect(toothName('16')).toBe('upper right first molar')
    expect(toothName('38')).toBe('lower left third molar')
    expect(toothName('73')).toBe('lower left primary canine')
    expect(toothName('55')).toBe('upper right primary second molar')
  })

  it('differ for every tooth', () => {
    expect(new Set(ALL_TEETH.map(toothName)).size).toBe(52)
    expect(ALL_TEETH.every((tooth) => toothName(tooth).includes('primary') === isPrimary(tooth))).toBe(true)
  })
})
