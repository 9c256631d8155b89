import { describe, expect, it } from 'vitest'
import { Attempts } from './session.ts'

/** Far enough apart that no try has to wait for the one before. */
const APART_MS = 100_000

describe('slowing guessing down', () => {
  /** So many wrong tries; the last at 0 ms. */
  const tries = (count: number) => {
    const attempts = new Attempts()
    for (let tried = 0; tried < count; tried++) attempts.begin('ana', (tried + 1 - count) * APART_MS)
    return attempts
  }
  const mayTry = (attempts: Attempts, atMs: number) => {
    try {
      attempts.begin('ana', atMs)
      return true
    } catch (error) {
      return (error as Error).message
    }
  }

  it.each([[5, 1], [6, 2], [7, 4], [10, 32], [11, 60], [40, 60]])('after %i wrong tries waits %i seconds', (count, seconds) => {
    const attempts = tries(count)
    expect(mayTry(attempts, seconds * 1000 - 1)).toMatch(/^Too many tries. Wait \d+ seconds.$/)
    expect(mayTry(attempts, seconds * 1000)).toBe(true)
  })

  it('costs nobody anything for four slips', () => {
    expect(mayTry(tries(4), 0)).toBe(true)
  })

  it('forgets the tries once the password was right', () => {
    const attempts = tries(9)
    attempts.succeeded('ana')
    expect(mayTry(attempts, 1)).toBe(true)
    expect(mayTry(attempts, 1)).toBe(true)
  })

  it('counts a try before it is known to be wrong: of twenty sent at once, five are made', () => {
    const attempts = new Attempts()
    const made = Array.from({ length: 20 }, () => mayTry(attempts, 0)).filter((answer) => answer === true)
    expect(made).toHaveLength(5)
  })
})
