import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Random } from '../lib/random.ts'
import { clock } from '../lib/statistics.ts'
import type { Clients } from './clients.ts'
import { insertVisits, LIVE } from './database.ts'

export interface Latencies {
  /** From sending COMMIT to each client having the row, in milliseconds: transactions times clients. */
  each: number[]
  /** The same to the last of the clients, one value a transaction. */
  last: number[]
  /** How long Postgres took to answer COMMIT: the part that is the disk's. */
  commits: number[]
}

const WARM_UP = 20

/**
 * Single-row transactions, one after the other: the next one is not begun before every client has the last one, and
 * after a pause of random length, so that nothing queues and nothing falls into step with a timer.
 */
export async function measureLatency(client: Client, clients: Clients, transactions: number, random: Random): Promise<Latencies> {
  const measured: Latencies = { each: [], last: [], commits: [] }
  for (let n = 1; n <= WARM_UP + transactions; n++) {
    await client.query('begin')
    await insertVisits(client, LIVE, 1)
    const sent = clock()
    await client.query('commit')
    const committed = clock()
    const delays = (await clients.had(n)).map((at) => at - sent)
    await pause(10 + random.below(40))
    if (n <= WARM_UP) continue
    measured.commits.push(committed - sent)
    measured.each.push(...delays)
    measured.last.push(Math.max(...delays))
  }
  return measured
}
