import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BEFORE_ALL, compareOffsets, formatLsn, formatOffset, isVisible, parseLsn, parseOffset, parseSnapshot, SNAPSHOT_END, widenXid } from './lsn.ts'

describe('offsets', () => {
  it('read and write the four forms of the protocol', () => {
    expect(parseOffset('-1')).toEqual(BEFORE_ALL)
    expect(parseOffset('now')).toBe('now')
    expect(parseOffset('0_inf')).toEqual(SNAPSHOT_END)
    expect(parseOffset('26800584_4')).toEqual({ tx: 26800584n, op: 4 })
    for (const text of ['-1', '0_0', '0_inf', '18446744073709551615_12']) {
      const offset = parseOffset(text)
      expect(offset === null || offset === 'now' ? text : formatOffset(offset)).toBe(text)
    }
  })

  it('refuse everything else', () => {
    const wrong = ['', '-2', '0', '_', '1_', '_1', '1_-1', '1_2_3', '0_Inf', ' 0_0', '0_0 ', '1e3_0', 'NOW', '-1_0', '0x1_0']
    expect(wrong.filter((text) => parseOffset(text) !== null)).toEqual([])
  })

  it('are ordered: start, snapshot chunks, end of snapshot, log', () => {
    const order = ['-1', '0_0', '0_1', '0_10', '0_inf', '1_0', '1_2', '1_10', '9_0', '10_0'].map((text) => parseOffset(text))
    for (let i = 1; i < order.length; i++) {
      const [a, b] = [order[i - 1], order[i]]
      if (!a || !b || a === 'now' || b === 'now') throw new Error('not an offset')
      expect(compareOffsets(a, b)).toBeLessThan(0)
      expect(compareOffsets(b, a)).toBeGreaterThan(0)
      expect(compareOffsets(a, a)).toBe(0)
    }
  })
})

describe('LSNs', () => {
  it('survive being written and read', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (lsn) => parseLsn(formatLsn(lsn)) === lsn))
    expect(parseLsn('16/B374D848')).toBe(0x16b374d848n)
  })
})

describe('visibility of transactions in a snapshot', () => {
  it('follows xmin, xmax and the list of running transactions', () => {
    const snapshot = parseSnapshot('100:110:103,107', 0n)
    expect(isVisible(99, snapshot)).toBe(true)
    expect(isVisible(102, snapshot)).toBe(true)
    expect(isVisible(103, snapshot)).toBe(false)
    expect(isVisible(110, snapshot)).toBe(false)
    expect(parseSnapshot('5:5:', 0n).xip).toEqual([])
  })

  it('finds the epoch of a 32-bit id, also across a wrap-around', () => {
    const wrap = 1n << 32n
    expect(widenXid(5, 3n * wrap + 10n)).toBe(3n * wrap + 5n)
    expect(widenXid(0xfffffff0, 3n * wrap + 10n)).toBe(2n * wrap + 0xfffffff0n)
    expect(widenXid(5, 3n * wrap - 10n)).toBe(3n * wrap + 5n)
    expect(widenXid(700, 750n)).toBe(700n)
    fc.assert(
      fc.property(fc.bigInt({ min: 1n << 32n, max: 1n << 62n }), fc.integer({ min: -1_000_000, max: 1_000_000 }), (reference, distance) => {
        const full = reference + BigInt(distance)
        return widenXid(Number(full & 0xffffffffn), reference) === full
      }),
    )
  })
})
