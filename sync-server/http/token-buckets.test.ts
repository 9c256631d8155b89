import { describe, expect, it } from 'vitest'
import { TokenBuckets } from './token-buckets.ts'

function buckets(burst: number, perSecond: number, most?: number) {
  let now = 1000
  const made = new TokenBuckets({ burst, perSecond }, { now: () => now, ...(most === undefined ? {} : { most }) })
  const takeAll = (key: string): number => {
    let count = 0
    while (made.take(key) === 0) count += 1
    return count
  }
  return { made, takeAll, pass: (ms: number) => (now += ms) }
}

describe('a bucket of requests', () => {
  it('lets a burst through, then as many a second as it may', () => {
    const { takeAll, pass } = buckets(10, 5)
    expect(takeAll('a')).toBe(10)
    pass(1000)
    expect(takeAll('a')).toBe(5)
    pass(60_000)
    expect(takeAll('a')).toBe(10)
  })

  it('says after how many seconds the next request goes through, and counts no refused one', () => {
    const { made, takeAll, pass } = buckets(2, 0.5)
    takeAll('a')
    expect(made.take('a')).toBe(2)
    expect(made.take('a')).toBe(2)
    pass(1500)
    expect(made.take('a')).toBeCloseTo(0.5)
    expect(made.wait('a')).toBeCloseTo(0.5)
    pass(500)
    expect([made.wait('a'), made.take('a')]).toEqual([0, 0])
  })

  it('is one for each key', () => {
    const { takeAll } = buckets(3, 1)
    expect([takeAll('a'), takeAll('b')]).toEqual([3, 3])
  })

  it('is forgotten when too many others came after it', () => {
    const { takeAll, made } = buckets(3, 0.001, 2)
    takeAll('a')
    made.take('b')
    made.take('c')
    expect(takeAll('a')).toBe(3)
  })
})
