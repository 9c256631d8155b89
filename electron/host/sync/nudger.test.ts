import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TableName } from '../../../shared/schema/index.ts'
import { Nudger } from './nudger.ts'

let lagging: TableName[]
let asked: string[]
let nudger: Nudger

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  lagging = []
  asked = []
  canAsk = true
  nudger = new Nudger({ lagging: () => lagging, ask: (table) => canAsk && asked.push(`${table} ${Math.round(performance.now() - start)}`) > 0, firstMs: 100 })
  start = performance.now()
})
afterEach(() => vi.useRealTimers())

let start: number
/** Whether the shapes wait for something; else an answer is on its way. */
let canAsk: boolean

describe('asking shapes that may have nothing to say', () => {
  it('waits a moment first: most answers are on their way', () => {
    lagging = ['patients']
    nudger.look()
    vi.advanceTimersByTime(99)
    expect(asked).toEqual([])
    vi.advanceTimersByTime(1)
    expect(asked).toEqual(['patients 100'])
  })

  it('asks soon again where it did not ask, because an answer was on its way that brought nothing', () => {
    lagging = ['patients']
    canAsk = false
    nudger.look()
    vi.advanceTimersByTime(150)
    canAsk = true
    vi.advanceTimersByTime(150)
    expect(asked).toHaveLength(1)
  })

  it('asks nobody when what lagged has come meanwhile', () => {
    lagging = ['patients']
    nudger.look()
    lagging = []
    vi.advanceTimersByTime(10_000)
    expect(asked).toEqual([])
  })

  it('does not begin the wait anew each time it is looked at', () => {
    lagging = ['patients']
    for (let ms = 0; ms < 100; ms += 20) {
      nudger.look()
      vi.advanceTimersByTime(20)
    }
    expect(asked).toEqual(['patients 100'])
  })

  it('leaves a shape that has not answered more and more time, and never gives it up', () => {
    lagging = ['patients']
    nudger.look()
    vi.advanceTimersByTime(120_000)
    expect(asked).toEqual([100, 2100, 6100, 14_100, 30_100, 60_100, 90_100].map((ms) => `patients ${ms}`))
  })

  it('asks one that answers and still lags every two seconds at most', () => {
    lagging = ['patients']
    nudger.look()
    for (let ms = 0; ms < 6000; ms += 10) {
      vi.advanceTimersByTime(10)
      nudger.answered('patients')
      nudger.look()
    }
    const gaps = asked.map((each) => Number(each.split(' ')[1])).map((ms, index, all) => ms - (all[index - 1] ?? 0))
    expect(gaps.slice(0, 5)).toEqual([100, 200, 400, 800, 1600])
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2010)
  })

  it('asks soon again once something was applied', () => {
    lagging = ['patients']
    nudger.look()
    vi.advanceTimersByTime(100)
    nudger.moved()
    nudger.look()
    vi.advanceTimersByTime(100)
    expect(asked).toEqual(['patients 100', 'patients 200'])
  })

  it('does not let one slow shape keep another waiting', () => {
    lagging = ['patients']
    nudger.look()
    vi.advanceTimersByTime(500)
    lagging = ['patients', 'appointments']
    nudger.look()
    vi.advanceTimersByTime(100)
    expect(asked).toEqual(['patients 100', 'appointments 600'])
  })

  it('is quiet once stopped', () => {
    lagging = ['patients']
    nudger.look()
    nudger.stop()
    vi.advanceTimersByTime(10_000)
    expect(asked).toEqual([])
  })
})
