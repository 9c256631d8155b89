import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Cleanup } from '../../bench/lib/cleanup.ts'
import { readBooks } from './books.ts'
import { count } from './count.ts'
import { isGood, runChaos } from './run.ts'

/** One short run; `npm run chaos` has long ones. */
describe('a clinic in which everything breaks while people work', () => {
  const cleanup = new Cleanup()
  let run: Awaited<ReturnType<typeof runChaos>>

  beforeAll(async () => {
    run = await runChaos({ desks: 2, seconds: 6, rate: 6, seed: 1, source: 'embedded', json: true, keep: false }, cleanup, () => {})
  }, 120_000)

  afterAll(() => cleanup.run(), 30_000)

  it('loses nothing, doubles nothing, and is equal row for row within ten seconds of the last heal [S1 S2 S3 S5 S8 S9]', () => {
    const { findings, ...figures } = run.report
    expect(findings).toEqual([])
    expect({ ...figures, isGood: isGood(run.report) }).toMatchObject({ lost: 0, doubled: 0, stuck: 0, unequal_rows: 0, isGood: true })
    expect(figures.saved).toBeGreaterThan(10)
    expect(Object.keys(figures.faults).length).toBeGreaterThan(5)
  })

  it('would not have passed with one payment less', async () => {
    const books = await run.clinic.atCentre(async (client) => {
      await client.query(`set session_replication_role = replica`)
      await client.query(`with gone as (delete from payments where id = any($1) returning id) delete from ledger_lines where payment_id in (select id from gone)`, [[paymentOf(run)]])
      return readBooks(client)
    })
    expect(count(run.journal.asks, run.before, books)).toMatchObject({ lost: 1, doubled: 0 })
  })
})

function paymentOf({ journal }: Awaited<ReturnType<typeof runChaos>>): string {
  return String(journal.asks.find(({ name, answer }) => name === 'payment.record' && answer.kind === 'saved')!.input['id'])
}
