import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aging, balanceOf, inOrder, statementOf, withRunning } from './ledger.ts'
import { addDays } from './time.ts'

let counter = 0
function line(date: string, amount: number, more: { id?: string; voids_line_id?: string; created_at?: string } = {}) {
  counter += 1
  return {
    id: more.id ?? `line-${String(counter).padStart(5, '0')}`,
    created_at: more.created_at ?? '2026-01-01T00:00:00.000Z',
    entry_date: date,
    description: `Line of ${date}`,
    amount_centavos: amount,
    voids_line_id: more.voids_line_id ?? null,
  }
}

const anyDate = fc.integer({ min: 0, max: 400 }).map((days) => addDays('2025-06-01', days))
const anyLine = fc.record({ date: anyDate, amount: fc.integer({ min: -500_000, max: 500_000 }), voids: fc.option(fc.nat(30)) })
/** Random ledgers in which some lines take back an earlier one. */
const anyLedger = fc.array(anyLine, { maxLength: 30 }).map((specs) => {
  const lines: ReturnType<typeof line>[] = []
  for (const { date, amount, voids } of specs) {
    const target = voids === null ? undefined : lines[voids]
    lines.push(target ? line(date, -target.amount_centavos, { voids_line_id: target.id }) : line(date, amount))
  }
  return lines
})

describe('the balance', () => {
  it('is the sum of the lines, and nothing for no lines', () => {
    expect(balanceOf([line('2026-01-01', 150000), line('2026-01-02', -50000)])).toBe(100000)
    expect(balanceOf([])).toBe(0)
  })

  it('runs along the lines by date, then by when they were written, then by id', () => {
    const late = line('2026-01-02', -40, { created_at: '2026-01-02T00:00:00.000Z' })
    const early = line('2026-01-02', 30, { created_at: '2026-01-01T00:00:00.000Z' })
    const first = line('2026-01-01', 100)
    const twin = line('2026-01-01', 5, { id: 'line-99999' })
    expect(withRunning([late, twin, early, first]).map((each) => each.runningCentavos)).toEqual([100, 105, 135, 95])
  })

  it('ends at the sum for any ledger in any order', () => {
    fc.assert(fc.property(anyLedger, (lines) => {
      const running = withRunning(lines)
      expect(running.at(-1)?.runningCentavos ?? 0).toBe(balanceOf(lines))
      expect(inOrder(lines.toReversed())).toEqual(inOrder(lines))
    }))
  })
})

describe('a statement', () => {
  const lines = [line('2025-12-31', 70000), line('2026-01-01', 150000), line('2026-01-15', -100000), line('2026-01-31', 20000), line('2026-02-01', 999)]

  it('includes both its days and nothing outside them', () => {
    const statement = statementOf(lines, '2026-01-01', '2026-01-31')
    expect(statement).toMatchObject({ opening: 70000, charges: 170000, credits: 100000, closing: 140000 })
    expect(statement.lines.map((each) => each.date)).toEqual(['2026-01-01', '2026-01-15', '2026-01-31'])
  })

  it('has plain zeros when there is nothing', () => {
    expect(statementOf([], '2026-01-01', '2026-01-31')).toEqual({ opening: 0, charges: 0, credits: 0, closing: 0, lines: [] })
  })

  it('always adds up, and carries on where the one before it closed', () => {
    fc.assert(fc.property(anyLedger, anyDate, (ledger, day) => {
      const before = statementOf(ledger, '2000-01-01', day)
      const after = statementOf(ledger, addDays(day, 1), '2099-12-31')
      expect(before.closing + balanceOf(after.lines)).toBe(after.closing)
      expect(after.opening).toBe(before.closing)
      expect(after.closing).toBe(balanceOf(ledger))
    }))
  })
})

describe('aging', () => {
  const asOf = '2026-06-30'
  const bucketAt = (days: number) => aging([line(addDays(asOf, -days), 100)], asOf)

  it.each([
    [0, 'days0to30'], [30, 'days0to30'], [31, 'days31to60'], [60, 'days31to60'], [61, 'days61to90'], [90, 'days61to90'], [91, 'over90'], [4000, 'over90'],
  ] as const)('puts a charge of %d days ago into %s', (days, bucket) => {
    expect(bucketAt(days)).toEqual({ days0to30: 0, days31to60: 0, days61to90: 0, over90: 0, total: 100, [bucket]: 100 })
  })

  it('pays the oldest charge first, whenever the payment was made', () => {
    const lines = [line(addDays(asOf, -200), -150), line(addDays(asOf, -100), 100), line(addDays(asOf, -40), 100), line(asOf, 30)]
    expect(aging(lines, asOf)).toEqual({ days0to30: 30, days31to60: 50, days61to90: 0, over90: 0, total: 80 })
  })

  it('lets a void take back its own line instead of paying an older one', () => {
    const wrong = line(asOf, 500)
    const lines = [line(addDays(asOf, -100), 100), wrong, line(asOf, -500, { voids_line_id: wrong.id })]
    expect(aging(lines, asOf)).toEqual({ days0to30: 0, days31to60: 0, days61to90: 0, over90: 100, total: 100 })
  })

  it('owes an old charge again when its payment is voided', () => {
    const payment = line(addDays(asOf, -90), -100)
    const lines = [line(addDays(asOf, -100), 100), payment, line(asOf, 100, { voids_line_id: payment.id })]
    expect(aging(lines, asOf)).toEqual({ days0to30: 0, days31to60: 0, days61to90: 0, over90: 100, total: 100 })
  })

  it('shows unused credit as a negative amount', () => {
    expect(aging([line(asOf, 100), line(asOf, -250)], asOf)).toEqual({ days0to30: -150, days31to60: 0, days61to90: 0, over90: 0, total: -150 })
  })

  it('survives lines that void each other', () => {
    const lines = [line(asOf, 100, { id: 'a', voids_line_id: 'b' }), line(asOf, 50, { id: 'b', voids_line_id: 'a' })]
    expect(aging(lines, asOf).total).toBe(150)
  })

  it('sums to the balance of the day for any ledger', () => {
    fc.assert(fc.property(anyLedger, anyDate, (lines, day) => {
      const { days0to30, days31to60, days61to90, over90, total } = aging(lines, day)
      expect(days0to30 + days31to60 + days61to90 + over90).toBe(total)
      expect(total).toBe(balanceOf(lines.filter((each) => each.entry_date <= day)))
      expect(Math.min(days31to60, days61to90, over90)).toBeGreaterThanOrEqual(0)
    }))
  })
})
