import { describe, expect, it } from 'vitest'
import { beginsWithin, Patience } from './patience.ts'

describe('patience with a shape', () => {
  it('lets a live request be held', () => {
    expect(new Patience({ held: 30_000, first: 5_000 }).limitFor('live')).toBe(30_000)
  })

  it('[S9] is short with a request that is answered at once, and longer with each that was not', () => {
    const patience = new Patience({ held: 30_000, first: 5_000 })
    const limits = [0, 1, 2, 3, 4].map(() => {
      const limit = patience.limitFor('other')
      patience.ranOut()
      return limit
    })
    expect(limits).toEqual([5_000, 10_000, 20_000, 30_000, 30_000])
    patience.answered()
    expect(patience.limitFor('other')).toBe(5_000)
  })
})

describe('a request with a limit', () => {
  const never = (signal: AbortSignal) => new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

  it('ends when no answer begins in time', async () => {
    await expect(beginsWithin(5, undefined, never)).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('ends as its caller wishes', async () => {
    const abort = new AbortController()
    const request = beginsWithin(10_000, abort.signal, never)
    abort.abort(new Error('enough'))
    await expect(request).rejects.toThrow('enough')
  })

  it('leaves an answer that has begun alone', async () => {
    let signal: AbortSignal | undefined
    expect(await beginsWithin(5, undefined, async (given) => {
      signal = given
      return 'begun'
    })).toBe('begun')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(signal!.aborted).toBe(false)
  })
})
