import { describe, expect, it } from 'vitest'
import { Attempts } from './session.ts'

describe('slowing guessing down', () => {
  const tries = (count: number) => {
    const attempts = new Attempts()
    for (let tried = 0; tried < count; tried++) attempts.failed('ana', 0)
    return attempts
  }
  const mayTry = (attempts: Attempts, atMs: number) => {
    try {
      attempts.check('ana', atMs)
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
    attempts.failed('ana', 0)
    expect(mayTry(attempts, 1)).toBe(true)
  })
})
