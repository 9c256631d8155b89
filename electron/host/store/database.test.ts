import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReplica, KEY, putAll } from '../../../tests/support/replica.ts'
import type { TestReplica } from '../../../tests/support/replica.ts'
import { patient, uid } from '../../../tests/support/world.ts'
import { openReplica, prepared, ReplicaError } from './database.ts'
import { backupReplica, migrateReplica } from './migrate.ts'

const OTHER_KEY = new Uint8Array(32).fill(8)
/** Names that stand nowhere else: whatever bytes hold them hold a patient. */
const NAMES = ['Quetzalmarch', 'Ñuñezpatrocinio', 'Xochiquetzalina']

let replica: TestReplica

beforeEach(() => {
  replica = createReplica()
})
afterEach(() => replica.close())

function failure(run: () => unknown): ReplicaError {
  try {
    run()
  } catch (error) {
    if (error instanceof ReplicaError) return error
    throw error
  }
  throw new Error('It was not refused.')
}

describe('the key of the replica', () => {
  it('lets nobody in who has another one, and says what to do', () => {
    const { kind, message } = failure(() => openReplica(replica.file, OTHER_KEY))
    expect(kind).toBe('wrong_key')
    expect(message).toMatch(/cannot be opened with this key/)
    expect(message).toMatch(/recovery key/)
    expect(message).not.toMatch(/SQLITE|NOTADB/)
  })

  it('is refused at once when it is not 32 bytes long', () => {
    expect(failure(() => openReplica(replica.file, KEY.subarray(0, 16))).kind).toBe('wrong_key')
  })

  it('still opens everything after somebody tried with a wrong one', () => {
    failure(() => openReplica(replica.file, OTHER_KEY))
    failure(() => openReplica(replica.file, OTHER_KEY, { readonly: true }))
    expect(replica.reopen().prepare('select count(*) as n from patients').get()).toEqual({ n: 3 })
  })
})

describe('the bytes on disk', () => {
  beforeEach(() => putAll(replica.db, { patients: NAMES.map((last_name, index) => patient(uid(900 + index), { last_name, first_name: `${last_name}ina`, phone: '09175550123' })) }))

  function filesWithNames(dir: string): string[] {
    const needles = NAMES.flatMap((name) => [Buffer.from(name, 'utf8'), Buffer.from(name, 'utf16le'), Buffer.from(name, 'utf16le').swap16(), Buffer.from(name.toLowerCase(), 'utf8')])
    return readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => needles.some((needle) => readFileSync(file).includes(needle)))
  }

  it('show no patient\'s name before a checkpoint, after one, nor in a backup', () => {
    expect(readFileSync(`${replica.file}-wal`).length).toBeGreaterThan(10_000)
    expect(filesWithNames(replica.dir)).toEqual([])
    backupReplica(replica.db, path.join(replica.dir, 'backups', 'by-hand.db'))
    replica.db.pragma('wal_checkpoint(truncate)')
    replica.db.exec('delete from patients')
    expect(readdirSync(replica.dir, { recursive: true })).toEqual(expect.arrayContaining(['replica.db', 'replica.db-wal', path.join('backups', 'by-hand.db')]))
    expect(filesWithNames(replica.dir)).toEqual([])
  })

  it('would be caught by this search if they were written in the clear', () => {
    writeFileSync(path.join(replica.dir, 'leak.txt'), `note about ${NAMES[1]}`, 'utf16le')
    expect(filesWithNames(replica.dir)).toHaveLength(1)
  })

  it('of a backup open with the same key only and hold every row', () => {
    const backup = path.join(replica.dir, 'backups', 'by-hand.db')
    backupReplica(replica.db, backup)
    failure(() => openReplica(backup, OTHER_KEY))
    const copy = openReplica(backup, KEY)
    expect(copy.prepare('select last_name from patients where id = ?').get(uid(901))).toEqual({ last_name: NAMES[1] })
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
    copy.close()
  })

  it('of a backup that was cut short never stand under its final name', () => {
    const backup = path.join(replica.dir, 'backups', 'by-hand.db')
    backupReplica(replica.db, backup)
    const whole = readFileSync(backup)
    writeFileSync(`${backup}.part`, whole.subarray(0, 5000))
    backupReplica(replica.db, backup)
    expect(existsSync(`${backup}.part`)).toBe(false)
    openReplica(backup, KEY).close()
  })
})

describe('a replica of another version', () => {
  it('[S14] that is newer than the program is refused, and not a byte of it changes', () => {
    replica.db.pragma('user_version=9999')
    replica.db.pragma('wal_checkpoint(truncate)')
    const copy = path.join(replica.dir, 'newer.db')
    copyFileSync(replica.file, copy)
    const before = readFileSync(copy)
    const db = openReplica(copy, KEY)
    const { kind, message } = failure(() => migrateReplica(db, path.join(replica.dir, 'backups')))
    db.close()
    expect(kind).toBe('newer')
    expect(message).toMatch(/Update the program; the data was not touched/)
    expect(readFileSync(copy).equals(before)).toBe(true)
    expect(existsSync(path.join(replica.dir, 'backups'))).toBe(false)
  })
})

it('keeps each write through a power cut: every commit waits for the disk', () => {
  const db = openReplica(path.join(replica.dir, 'careful.db'), KEY)
  expect(db.pragma('synchronous', { simple: true })).toBe(2)
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(db.pragma('temp_store', { simple: true })).toBe(2)
  db.close()
})

it('lets readers read only', () => {
  const reader = openReplica(replica.file, KEY, { readonly: true })
  expect(() => reader.exec('delete from patients')).toThrow(/readonly|read-only|attempt to write/i)
  reader.close()
})

describe('a statement that is run again and again', () => {
  it('is prepared once for a connection, and anew for another', () => {
    const text = 'select count(*) as n from patients'
    const first = prepared(replica.db, text)
    expect(prepared(replica.db, text)).toBe(first)
    expect(prepared(replica.reopen(), text)).not.toBe(first)
  })

  it('gives the columns that its table has now', () => {
    replica.db.exec('create table leaflets (id text); insert into leaflets values (1)')
    const all = () => prepared(replica.db, 'select * from leaflets').all()
    expect(all()).toEqual([{ id: '1' }])
    replica.db.exec(`alter table leaflets add column title text default 'Flossing'`)
    expect(all()).toEqual([{ id: '1', title: 'Flossing' }])
  })

  it('is forgotten when many others were used since, and the one in use is not', () => {
    const inUse = prepared(replica.db, 'select 1')
    const left = prepared(replica.db, 'select 2')
    for (let length = 1; length <= 600; length++) {
      prepared(replica.db, `select 1 where 1 in (${Array.from({ length }, () => '?').join(', ')})`)
      expect(prepared(replica.db, 'select 1')).toBe(inUse)
    }
    expect(prepared(replica.db, 'select 2')).not.toBe(left)
  })
})
