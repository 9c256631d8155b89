import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tidyText, wrap, wrapParagraphs } from './wrap.ts'

const measure = (text: string) => text.length

describe('wrapping', () => {
  it('breaks between words', () => {
    expect(wrap('Composite filling, tooth 16 MOD', 16, measure)).toEqual(['Composite', 'filling, tooth', '16 MOD'])
  })

  it('breaks a word only when it alone is too wide', () => {
    expect(wrap('a abcdefghij b', 4, measure)).toEqual(['a', 'abcd', 'efgh', 'ij b'])
  })

  it('gives one empty line for no text, and keeps paragraphs where asked', () => {
    expect(wrap('', 10, measure)).toEqual([''])
    expect(wrapParagraphs('one two\nthree', 20, measure)).toEqual(['one two', 'three'])
  })

  it('composes letters and removes control characters', () => {
    expect(tidyText(' Mun\u0303oz\t\u0007x\u0085\r\ny ')).toBe('Muñoz x y')
  })

  it('loses no letter and makes no line too wide', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (text, width) => {
      const lines = wrap(text, width, measure)
      expect(lines.join('').replaceAll(' ', '')).toBe(tidyText(text).replaceAll(' ', ''))
      expect(lines.every((line) => line.length <= width)).toBe(true)
    }))
  })
})
