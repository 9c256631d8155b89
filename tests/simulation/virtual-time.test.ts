import { afterEach, describe, expect, it } from 'vitest'
import { BEGINNING, VirtualTime } from './virtual-time.ts'
import type { Process } from './virtual-time.ts'

const process_ = (more: Partial<Process> = {}): Process => ({ name: 'desk', clockMs: 0, random: () => 0.5, fetch, alive: true, ...more })

let uninstall = () => {}
afterEach(() => uninstall())

function virtual(): VirtualTime {
  const time = new VirtualTime()
  uninstall = time.install()
  return time
}

describe('virtual time', () => {
  it('runs timers in order, each at its instant, without waiting', async () => {
    const time = virtual()
    const seen: [string, number][] = []
    time.run(process_(), () => {
      setTimeout(() => seen.push(['later', performance.now()]), 5_000)
      setTimeout(() => {
        seen.push(['sooner', performance.now()])
        setTimeout(() => seen.push(['after it', performance.now()]), 10)
      }, 1_000)
    })
    await time.until(10_000)
    expect(seen).toEqual([['sooner', 1_000], ['after it', 1_010], ['later', 5_000]])
  })

  it('lets promises come to rest before the clock moves', async () => {
    const time = virtual()
    let at = -1
    time.run(process_(), () => setTimeout(() => void (async () => {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve()
      at = performance.now()
    })(), 100))
    time.run(process_(), () => setTimeout(() => {}, 101))
    await time.until(200)
    expect(at).toBe(100)
  })

  it('gives each process its own clock and dice, also behind promises', async () => {
    const time = virtual()
    const read = async () => {
      await Promise.resolve()
      return [Date.now(), new Date().getTime(), Math.random()]
    }
    const [right, wrong] = await Promise.all([time.run(process_(), read), time.run(process_({ clockMs: 3_600_000, random: () => 0.25 }), read)])
    expect(right).toEqual([BEGINNING, BEGINNING, 0.5])
    expect(wrong).toEqual([BEGINNING + 3_600_000, BEGINNING + 3_600_000, 0.25])
  })

  it('does nothing more for a process that has died', async () => {
    const time = virtual()
    const dying = process_()
    let ran = false
    time.run(dying, () => setTimeout(() => (ran = true), 10))
    dying.alive = false
    await time.until(100)
    expect(ran).toBe(false)
  })

  it('ends a signal with a time limit at its instant', async () => {
    const time = virtual()
    const signal = time.run(process_(), () => AbortSignal.timeout(50))
    await time.until(49)
    expect(signal.aborted).toBe(false)
    await time.until(50)
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
  })

  it('leaves everybody else the real clock and timers', async () => {
    virtual()
    expect(Math.abs(Date.now() - BEGINNING)).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 1))
  })
})
