import type { Client } from 'pg'
import { seedDemo } from './demo/seed.ts'
import { createEmptyClinic } from './empty-clinic.ts'

// Any constant will do, as long as every sync-server of this database takes the same lock.
const LOCK = 0x636c696e

/** Gives a new database its first clinic: the demo, or an empty one. Does nothing when there is a clinic already. */
export async function firstClinic(client: Client, demo: boolean, say: (line: string) => void): Promise<void> {
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK])
    const { rowCount } = await client.query('select 1 from clinics limit 1')
    if (rowCount === 0) {
      say(demo ? 'Making the demo clinic.' : 'Making an empty clinic.')
      await (demo ? seedDemo(client, new Date()) : createEmptyClinic(client, 'My clinic'))
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
