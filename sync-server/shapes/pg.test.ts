import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../tests/support/postgres.ts'
import { isUnavailable, openDatabases, silentLog, withSession, withSessionOptions, type Databases } from './pg.ts'

let database: TestDatabase
let databases: Databases
beforeAll(async () => {
  database = await createTestDatabase()
  databases = openDatabases(database.url, silentLog)
})
afterAll(async () => {
  await databases.close()
  await database.drop()
})

describe('database sessions', () => {
  it('show values in the one form the protocol knows, also beside options of the address', async () => {
    const settings = `select current_setting('DateStyle') || '|' || current_setting('TimeZone') || '|' || current_setting('IntervalStyle') as text`
    const own = `${database.url}?options=${encodeURIComponent('-c work_mem=5MB -c TimeZone=Asia/Manila')}`
    const other = openDatabases(own, silentLog)
    for (const pool of [databases.reader, databases.snapshots, databases.admin, other.reader]) {
      expect((await pool.query<{ text: string }>(settings)).rows[0]?.text).toBe('ISO, DMY|UTC|iso_8601')
    }
    expect((await other.reader.query<{ work_mem: string }>('show work_mem')).rows[0]?.work_mem).toBe('5MB')
    await other.close()
    expect(withSessionOptions('postgres://u@h/d?sslmode=disable')).toContain('sslmode=disable')
  })

  it('cannot write where they only have to read', async () => {
    await expect(databases.reader.query('create table t (id int)')).rejects.toThrow(/read-only/)
    await expect(databases.snapshots.query('create table t (id int)')).rejects.toThrow(/read-only/)
  })

  it('that die in the hands of their user do not end the process', async () => {
    const lost = withSession(databases.reader, async (client) => {
      client.emit('error', new Error('the server is gone'))
      throw new Error('noticed')
    })
    await expect(lost).rejects.toThrow('noticed')
    expect((await databases.reader.query<{ one: number }>('select 1 as one')).rows[0]?.one).toBe(1)
  })

  it('tell a server that is away from a statement that is wrong', async () => {
    const errorOf = (text: string): Promise<unknown> => databases.reader.query(text).then(() => null, (error: unknown) => error)
    expect(isUnavailable(await errorOf('select nope'))).toBe(false)
    expect(isUnavailable(await errorOf('select 1/0'))).toBe(false)
    expect(isUnavailable(await errorOf('select pg_terminate_backend(pg_backend_pid())'))).toBe(true)
  })
})
