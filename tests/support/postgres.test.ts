import { Client } from 'pg'
import { expect, it } from 'vitest'
import { createTestDatabase, postgresUrl } from './postgres.ts'

it('gives every caller a database of its own and removes it, replication slots and open sessions included', async () => {
  const [one, two] = [await createTestDatabase(), await createTestDatabase()]
  expect(one.url).not.toBe(two.url)
  const session = new Client({ connectionString: one.url })
  session.on('error', () => {})
  await session.connect()
  const slot = `slot_${new URL(one.url).pathname.slice(1)}`
  await session.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [slot])
  await one.drop()
  await two.drop()
  const owner = new Client({ connectionString: postgresUrl() })
  await owner.connect()
  const names = [one, two].map((database) => new URL(database.url).pathname.slice(1))
  expect((await owner.query('select datname from pg_database where datname = any($1)', [names])).rows).toEqual([])
  expect((await owner.query('select slot_name from pg_replication_slots where slot_name = $1', [slot])).rows).toEqual([])
  await owner.end()
})
