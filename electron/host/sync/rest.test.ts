import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Rest } from './rest.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** A desk with so many waiting writes that hears news. */
function after(waiting: number): Rest {
  const rest = new Rest(() => waiting)
  rest.begin()
  return rest
}

/** Whether somebody may ask, after so many milliseconds of waiting for it. */
async function isOverAfter(rest: Rest, ms: number): Promise<boolean> {
  let isOver = false
  const abort = new AbortController()
  const waiting = rest.over(abort.signal).then(() => (isOver = true), () => {})
  await vi.advanceTimersByTimeAsync(ms)
  const was = isOver
  abort.abort()
  await waiting
  return was
}

describe('the rest after news was taken in', () => {
  it('is none before there was any, and none when nothing waits', async () => {
    expect(await isOverAfter(new Rest(() => 100), 0)).toBe(true)
    expect(await isOverAfter(after(0), 0)).toBe(true)
  })

  it('is as long as the waiting writes are many', async () => {
    const rest = after(12)
    expect(await isOverAfter(rest, 119)).toBe(false)
    expect(await isOverAfter(rest, 1)).toBe(true)
  })

  it('is half a second at most: what others do is not kept from a desk that is held up for days', async () => {
    const rest = after(100_000)
    expect(await isOverAfter(rest, 499)).toBe(false)
    expect(await isOverAfter(rest, 1)).toBe(true)
  })

  it('is not made longer by more news, but comes again with the next', async () => {
    const rest = after(10)
    expect(await isOverAfter(rest, 60)).toBe(false)
    rest.begin()
    expect(await isOverAfter(rest, 40)).toBe(true)
    rest.begin()
    expect(await isOverAfter(rest, 99)).toBe(false)
  })

  it('ends at once for who is called off, with the reason, and leaves nothing behind', async () => {
    const rest = after(10)
    const abort = new AbortController()
    const over = rest.over(abort.signal)
    abort.abort(new Error('the line is back'))
    await expect(over).rejects.toThrow('the line is back')
    await expect(rest.over(abort.signal)).rejects.toThrow('the line is back')
    expect(vi.getTimerCount()).toBe(0)
  })
})
