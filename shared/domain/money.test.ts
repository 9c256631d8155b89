import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAmount, formatPeso, parsePeso, roundHalfUp, shareOf } from './money.ts'

const centavos = fc.integer({ min: -100_000_000_00, max: 100_000_000_00 })

describe('writing pesos', () => {
  it.each([
    [0, '₱0.00'], [5, '₱0.05'], [100, '₱1.00'], [123450, '₱1,234.50'], [-123450, '-₱1,234.50'], [100000000, '₱1,000,000.00'],
    [99999, '₱999.99'], [-1, '-₱0.01'],
  ])('writes %d centavos as %s', (amount, text) => expect(formatPeso(amount)).toBe(text))

  it('leaves the currency out where a column already says it', () => {
    expect(formatAmount(-123450)).toBe('-1,234.50')
  })

  it('refuses fractions of a centavo', () => {
    expect(() => formatPeso(0.5)).toThrow(RangeError)
    expect(() => formatPeso(Number.NaN)).toThrow(RangeError)
  })
})

describe('reading pesos', () => {
  it.each([
    ['1,234.5', 123450], ['₱1234', 123400], ['PHP 20', 2000], ['php20.05', 2005], [' 7 ', 700], ['.5', 50], ['-5', -500], ['-₱1,000.00', -100000],
    ['₱-5', -500], ['1,234,567.89', 123456789], ['0', 0], ['-0', 0],
  ])('reads "%s" as %d centavos', (text, amount) => expect(parsePeso(text)).toBe(amount))

  it.each(['', '₱', '.', '1.234', '1,23', '12,34.50', '1.', 'abc', '1e3', '0x10', '--5', '-₱-5', '₱₱5', '5 pesos', '1 000', '99999999999999999'])('refuses "%s"', (text) => {
    expect(parsePeso(text)).toBeNull()
  })

  it('reads back every amount it writes', () => {
    fc.assert(fc.property(centavos, (amount) => {
      expect(parsePeso(formatPeso(amount))).toBe(amount)
      expect(parsePeso(formatAmount(amount))).toBe(amount)
    }))
  })
})

describe('rounding', () => {
  it('rounds halves away from zero', () => {
    expect([0.5, 1.5, 2.4, -0.5, -1.5, -0.4].map(roundHalfUp)).toEqual([1, 2, 2, -1, -2, 0])
  })

  it('reaches the published figures of the senior discount with VAT', () => {
    for (const [price, base, discount, net] of [[100000, 89286, 17857, 71429], [150000, 133929, 26786, 107143]] as const) {
      expect(shareOf(price, 100, 112)).toBe(base)
      expect(shareOf(base, 20, 100)).toBe(discount)
      expect(base - shareOf(base, 20, 100)).toBe(net)
    }
    expect(shareOf(100000, 80, 100)).toBe(80000)
  })

  it('is exact and symmetric around zero', () => {
    fc.assert(fc.property(centavos, fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }), (amount, numerator, denominator) => {
      const share = shareOf(amount, numerator, denominator)
      const error = BigInt(share) * BigInt(denominator) - BigInt(amount) * BigInt(numerator)
      expect(2n * (error < 0n ? -error : error) <= BigInt(denominator)).toBe(true)
      expect(shareOf(-amount, numerator, denominator) + share).toBe(0)
    }))
  })

  it('refuses to divide by zero', () => {
    expect(() => shareOf(1, 1, 0)).toThrow(RangeError)
  })
})
