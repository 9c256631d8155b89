import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Echo } from './echo.ts'

let asked: number
let isAwaited: boolean
let echo: Echo

beforeEach(() => {
  vi.useFakeTimers()
  asked = 0
  isAwaited = true
  echo = new Echo({ isAwaited: () => isAwaited, ask: () => void asked++ })
})
afterEach(() => {
  echo.stop()
  vi.useRealTimers()
})

const askedAfter = (...pauses: number[]) => pauses.map((ms) => {
  vi.advanceTimersByTime(ms)
  return asked
})

describe('the rows of what the centre has answered', () => {
  it('[S9] are asked for when they do not come, less often each time, until they are here', () => {
    echo.answered()
    expect(askedAfter(1_999, 1, 3_999, 1, 8_000, 16_000, 15_999, 1)).toEqual([0, 1, 1, 2, 3, 4, 4, 5])
    isAwaited = false
    expect(askedAfter(60_000)).toEqual([5])
  })

  it('are not asked for when they are here in time', () => {
    echo.answered()
    isAwaited = false
    expect(askedAfter(60_000)).toEqual([0])
  })

  it('have their time anew with each answer', () => {
    echo.answered()
    expect(askedAfter(1_500)).toEqual([0])
    echo.answered()
    expect(askedAfter(1_500, 500)).toEqual([0, 1])
  })

  it('are not asked for after the sync has stopped', () => {
    echo.answered()
    echo.stop()
    expect(askedAfter(60_000)).toEqual([0])
  })
})
