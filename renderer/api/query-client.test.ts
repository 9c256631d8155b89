import { QueryObserver } from '@tanstack/react-query'
import { describe, expect, it, vi } from 'vitest'
import { createInvalidator, createQueryClient, readsAny } from './query-client.ts'

function observe(name: string, answer: () => Promise<unknown>) {
  const queryClient = createQueryClient()
  const queryFn = vi.fn<() => Promise<unknown>>(answer)
  const observer = new QueryObserver(queryClient, { queryKey: [name, {}], queryFn })
  observer.subscribe(() => undefined)
  return { queryClient, queryFn, observer }
}

describe('what a change makes stale', () => {
  it('is exactly the calls that read one of the changed tables', () => {
    expect(readsAny('schedule.day', new Set(['appointments']))).toBe(true)
    expect(readsAny('inventory.list', new Set(['appointments']))).toBe(false)
    expect(readsAny('mutate', new Set(['appointments']))).toBe(false)
    expect(readsAny('no.such.call', new Set(['appointments']))).toBe(false)
  })

  it('asks again for a day when appointments change and not when stock does', async () => {
    const { queryClient, queryFn } = observe('schedule.day', async () => 1)
    await vi.waitFor(() => expect(queryFn).toHaveBeenCalledTimes(1))
    const invalidate = createInvalidator(queryClient)
    invalidate(['stock_movements'])
    invalidate(['appointments', 'stock_movements'])
    await vi.waitFor(() => expect(queryFn).toHaveBeenCalledTimes(2))
  })

  it('collects changes that come while it asks, and asks once more for all of them', async () => {
    let release: (() => void)[] = []
    const { queryClient, queryFn, observer } = observe('schedule.day', () => new Promise((resolve) => release.push(() => resolve(queryFn.mock.calls.length))))
    const letGo = () => {
      const waiting = release
      release = []
      for (const go of waiting) go()
    }
    await vi.waitFor(() => expect(release).toHaveLength(1))
    letGo()
    await vi.waitFor(() => expect(observer.getCurrentResult().isSuccess).toBe(true))

    const invalidate = createInvalidator(queryClient)
    invalidate(['appointments'])
    await vi.waitFor(() => expect(queryFn).toHaveBeenCalledTimes(2))
    for (let change = 0; change < 20; change += 1) invalidate(['patients'])
    expect(queryFn).toHaveBeenCalledTimes(2)
    await vi.waitFor(() => expect(release).toHaveLength(1))
    letGo()
    await vi.waitFor(() => expect(queryFn).toHaveBeenCalledTimes(3))
    await vi.waitFor(() => expect(release).toHaveLength(1))
    letGo()
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe(3))
  })

  it('never asks the browser whether there is a network', () => {
    expect(createQueryClient().getDefaultOptions().queries?.networkMode).toBe('always')
  })
})
