import type { Client } from 'pg'
import { clock } from '../lib/statistics.ts'
import type { Clients } from './clients.ts'
import { insertVisits, LIVE } from './database.ts'

export interface Throughput {
  /** Row changes a second, from sending the first statement to the client having the last change. */
  rate: number
  /** How much of that time Postgres itself took to take the writes, in milliseconds. */
  writingMs: number
  totalMs: number
}

/** Large transactions by one session: in turn an insert of so many rows, and an update of the rows just inserted. */
export async function measureBulk(client: Client, clients: Clients, transactions: number, rows: number): Promise<Throughput> {
  return measure(clients, transactions * rows, async () => {
    let before = ''
    for (let n = 0; n < transactions; n++) {
      if (n % 2 === 0) {
        before = await newestId(client)
        await insertVisits(client, LIVE, rows)
      } else await client.query(`update ${LIVE} set status = 'billed' where id > $1`, [before])
    }
  })
}

/** Ids are UUIDv7, and one session's only rise: what it inserts next comes after this one. */
async function newestId(client: Client): Promise<string> {
  const { rows: [newest] } = await client.query<{ id: string }>(`select id from ${LIVE} order by id desc limit 1`)
  return newest?.id ?? '00000000-0000-0000-0000-000000000000'
}

/** Single-row transactions from several sessions at once. */
export async function measureSingles(sessions: readonly Client[], clients: Clients, transactions: number): Promise<Throughput> {
  return measure(clients, transactions, async () => {
    let left = transactions
    await Promise.all(sessions.map(async (session) => {
      while (left-- > 0) await insertVisits(session, LIVE, 1)
    }))
  })
}

async function measure(clients: Clients, changes: number, write: () => Promise<void>): Promise<Throughput> {
  const started = clock()
  await write()
  const writingMs = clock() - started
  const [at] = await clients.had(changes)
  const totalMs = at! - started
  return { rate: (changes / totalMs) * 1000, writingMs, totalMs }
}
