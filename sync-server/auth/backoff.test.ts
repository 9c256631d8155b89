import { describe, expect, it } from 'vitest'
import { Backoff } from './backoff.ts'

function bench() {
  const clock = { now: 1_000_000 }
  const backoff = new Backoff(() => clock.now)
  /** Makes a wrong attempt and gives its wait, in milliseconds. */
  const fail = (name = 'maria', address = '10.0.0.1') => backoff.begin(name, address).waitMs
  return { clock, backoff, fail }
}

describe('the back-off', () => {
  it('lets a person mistype five times, then makes each further failure wait twice as long', () => {
    const { clock, fail } = bench()
    for (let n = 0; n < 6; n += 1) expect(fail()).toBe(0)
    const waits: number[] = []
    for (let n = 0; n < 5; n += 1) {
      const wait = fail()
      waits.push(wait)
      clock.now += wait
      expect(fail()).toBe(0)
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000])
  })

  it('counts attempts before they are answered, so that many at once gain nothing', () => {
    const { backoff } = bench()
    const answers = Array.from({ length: 100 }, () => backoff.begin('maria', '10.0.0.1').waitMs)
    expect(answers.filter((wait) => wait === 0)).toHaveLength(6)
  })

  it('forgets the failures of a name and address once the password was right', () => {
    const { backoff, fail } = bench()
    for (let n = 0; n < 5; n += 1) fail()
    backoff.begin('maria', '10.0.0.1').succeeded()
    for (let n = 0; n < 6; n += 1) expect(fail()).toBe(0)
  })

  it('does not count right passwords against an address that everybody of the clinic shares', () => {
    const { backoff } = bench()
    for (let n = 0; n < 500; n += 1) {
      const tried = backoff.begin(`person${n}`, '10.0.0.1')
      expect(tried.waitMs).toBe(0)
      tried.succeeded()
    }
  })

  it('slows an address down that tries many names', () => {
    const { backoff } = bench()
    const waits = Array.from({ length: 40 }, (_, n) => backoff.begin(`person${n}`, '10.0.0.9').waitMs)
    expect(waits.findIndex((wait) => wait > 0)).toBe(31)
  })

  it('does not lock a person out for long when strangers everywhere try the name', () => {
    const { clock, backoff } = bench()
    let longest = 0
    for (let n = 0; n < 200; n += 1) {
      const wait = backoff.begin('owner', `10.1.${n >> 8}.${n & 255}`).waitMs
      longest = Math.max(longest, wait)
      clock.now += wait
    }
    expect(longest).toBeGreaterThan(0)
    expect(longest).toBeLessThanOrEqual(60_000)
  })

  it('never waits longer than 15 minutes, and starts afresh after a quiet hour', () => {
    const { clock, fail } = bench()
    let longest = 0
    for (let n = 0; n < 60; n += 1) {
      const wait = fail()
      longest = Math.max(longest, wait)
      clock.now += wait
    }
    expect(longest).toBe(15 * 60_000)
    clock.now += 61 * 60_000
    for (let n = 0; n < 6; n += 1) expect(fail()).toBe(0)
  })
})
