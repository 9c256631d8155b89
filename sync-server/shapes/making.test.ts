import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchPage, startBench, until, type Bench } from './test-support.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench(`create table patients (id int primary key, clinic text not null); create table visits (id int primary key, clinic text not null);
    insert into patients values (1, 'a'), (2, 'b'); insert into visits values (1, 'a');
    create function held() returns text language plpgsql immutable as 'begin perform pg_advisory_xact_lock_shared(7); return ''a''; end'`)
})
afterAll(() => bench.close())

const shape = (table: string, where = `clinic = 'a'`) => fetchPage(bench.service, { table, where, offset: '-1' })

/** Sessions of the service that wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await bench.sql.query<{ n: string }>(`select count(*) as n from pg_stat_activity where datname = current_database() and application_name = 'chairside-shapes' and wait_event_type = 'Lock'`)
  return Number(rows[0]!.n)
}

describe('a new shape that many ask for at the same moment', () => {
  it('is looked at once for all of them, so that other tables are answered meanwhile', async () => {
    // Postgres computes an immutable function when it plans: whoever looks at this clause waits.
    await bench.sql.query('select pg_advisory_lock(7)')
    const asked = Array.from({ length: 30 }, () => shape('patients', 'clinic = held()'))
    await until(async () => (await waiting()) > 0, 10_000, 'the clause to be looked at')
    // Answered only while sessions are left over for it.
    expect((await shape('visits')).status).toBe(200)
    expect(await waiting()).toBe(1)
    await bench.sql.query('select pg_advisory_unlock(7)')
    const pages = await Promise.all(asked)
    expect(new Set(pages.map(({ status, headers }) => `${status} ${headers.get('electric-handle')}`)).size).toBe(1)
    expect(pages.map(({ messages }) => messages.filter(({ key }) => key !== undefined).length)).toEqual(asked.map(() => 1))
  })

  it('that is refused is refused to all of them, and looked at anew when it is asked for again', async () => {
    const refused = await Promise.all(Array.from({ length: 5 }, () => shape('visits', 'dentist = 1')))
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400])
    await bench.sql.query('alter table visits add column dentist int not null default 1')
    expect((await shape('visits', 'dentist = 1')).status).toBe(200)
  })
})
