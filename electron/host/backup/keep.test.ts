import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keep } from './keep.ts'
import { beforeName, dailyName, localDay, parseBackupName } from './names.ts'

const day = (n: number): string => new Date(Date.parse('2026-01-01T00:00:00.000Z') + n * 86_400_000).toISOString().slice(0, 10)
const weekday = (text: string): number => (new Date(`${text}T00:00:00Z`).getUTCDay() + 6) % 7

/** The files of a desk that ran on these days, with what was thrown away on each of them. */
function after(days: readonly number[]): string[] {
  let files: string[] = []
  for (const n of days) files = keep([...files, dailyName(day(n))], day(n))
  return files.toSorted()
}

describe('which backups stay', () => {
  it('are all of them in the first week', () => {
    expect(after([0, 1, 2])).toEqual(['replica-2026-01-01.db', 'replica-2026-01-02.db', 'replica-2026-01-03.db'])
  })

  it('are seven days and four weeks once a desk has run for two months, a Sunday for each week', () => {
    const files = after(Array.from({ length: 60 }, (_, n) => n))
    expect(files).toHaveLength(11)
    const days = files.map((file) => (parseBackupName(file) as { day: string }).day)
    expect(days.slice(4)).toEqual(Array.from({ length: 7 }, (_, n) => day(53 + n)))
    // The newest week is not over yet when its first days leave the seven.
    expect(days.slice(0, 3).map(weekday)).toEqual([6, 6, 6])
    expect(Date.parse(days.at(-1)!) - Date.parse(days[0]!)).toBeGreaterThan(27 * 86_400_000)
  })

  it('are the seven newest that there are when the PC was off for a month', () => {
    expect(after([0, 1, 2, 40]).length).toBe(4)
  })

  it('do not grow without bound nor lose the newest, whatever days a desk runs on', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 150 }), (days) => {
        const sorted = days.toSorted((a, b) => a - b)
        const files = after(sorted)
        const newest = sorted.slice(-7).map((n) => dailyName(day(n)))
        expect(files.length).toBeLessThanOrEqual(11)
        expect(files).toEqual(expect.arrayContaining(newest))
      }),
    )
  })

  it('keep seven of the days of a clock that ran ahead, beside the real ones', () => {
    const ahead = Array.from({ length: 9 }, (_, n) => dailyName(day(300 + n)))
    const files = keep([...ahead, dailyName(day(1)), dailyName(day(2))], day(2))
    expect(files).toEqual([dailyName(day(2)), dailyName(day(1)), ...ahead.slice(2).toReversed()])
  })

  it('keep the two newest made before an update, and name nothing that is no backup', () => {
    const files = [beforeName(4), beforeName(12), beforeName(5), 'notes.txt', 'replica-2026-01-01.db.part', '../replica-2026-01-01.db']
    expect(keep(files, day(0))).toEqual(['before-0012.db', 'before-0005.db'])
  })
})

describe('the name of a backup', () => {
  it('is understood only when it is one', () => {
    expect(parseBackupName('replica-2026-11-20.db')).toEqual({ kind: 'daily', day: '2026-11-20' })
    expect(parseBackupName('before-0004.db')).toEqual({ kind: 'before_update', version: 4 })
    for (const name of ['replica.db', 'replica-2026-11-20.db.part', 'replica-20261120.db', '../replica-2026-11-20.db', 'x/before-0004.db', '']) expect(parseBackupName(name)).toBeUndefined()
  })

  it('carries the day of this PC\'s clock', () => {
    expect(localDay(new Date(2026, 0, 5, 0, 1))).toBe('2026-01-05')
    expect(localDay(new Date(2026, 11, 31, 23, 59))).toBe('2026-12-31')
  })
})
