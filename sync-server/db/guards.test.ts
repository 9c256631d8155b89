import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrationProblems, readSeals, sealMigrations, sealName, sealOf, takesAway } from '../admin/migration-guard.ts'
import { readMigrations } from './migrate.ts'
import type { Migration } from './migrate.ts'

describe('the migrations of this repository', () => {
  it('are as they landed: none edited, none gone, all sealed, additive after the first ten', async () => {
    expect(migrationProblems(await readMigrations(), await readSeals())).toEqual([])
  })
})

function migration(version: number, name: string, up: string, down = 'select 1'): Migration {
  return { version, name, up, down, checksum: '' }
}

describe('the guard of landed migrations', () => {
  const landed = migration(1, 'one', 'create table a ()')
  const sealed = { [sealName(landed)]: sealOf(landed) }

  it.each([
    ['an edited up file', [migration(1, 'one', 'create table a (b int)')], '0001_one has landed and was edited.'],
    ['an edited down file', [migration(1, 'one', 'create table a ()', 'drop table a')], '0001_one has landed and was edited.'],
    ['a file that is gone', [], '0001_one has landed and is gone.'],
    ['a new name for a landed one', [migration(1, 'uno', 'create table a ()')], '0001_one has landed and is gone.'],
    ['one nobody has sealed', [landed, migration(2, 'two', 'create table b ()')], '0002_two is not sealed.'],
    ['one that takes away', [landed, migration(11, 'late', 'drop table a')], '0011_late is not additive: it drops a table or type.'],
  ])('speaks of %s', (_what, migrations, sentence) => {
    expect(migrationProblems(migrations, sealed).join('\n')).toContain(sentence)
  })

  describe('when it seals', () => {
    let dir: string
    beforeAll(async () => {
      dir = await mkdtemp(path.join(tmpdir(), 'chairside-seals-'))
    })
    afterAll(() => rm(dir, { recursive: true }))

    it('adds what is new and refuses to forget what landed', async () => {
      await writeFile(path.join(dir, 'seals.json'), '{}')
      expect(await sealMigrations([landed], dir)).toEqual(['0001_one'])
      expect(await sealMigrations([landed], dir)).toEqual([])
      await expect(sealMigrations([migration(1, 'one', 'edited')], dir)).rejects.toThrow('was edited')
      expect(JSON.parse(await readFile(path.join(dir, 'seals.json'), 'utf8'))).toEqual(sealed)
    })
  })
})

describe('additive only', () => {
  it.each([
    ['drop table patients;', 'it drops a table or type'],
    ['alter table patients drop column phone;', 'it drops a column'],
    ['ALTER TABLE patients\n  DROP phone;', 'it drops a column'],
    ['alter table patients drop if exists phone;', 'it drops a column'],
    ['alter table patients add column x int, drop phone', 'it drops a column'],
    ['alter table patients rename column phone to tel;', 'it renames'],
    ['alter table patients rename to people;', 'it renames'],
    ['alter type sex rename value \'unknown\' to \'other\'', 'it renames'],
    ['alter table patients alter column phone type varchar(20);', 'it changes a type'],
    ['alter table patients alter phone set data type varchar(20);', 'it changes a type'],
    ['drop type sex;', 'it drops a table or type'],
    ['truncate patients', 'it empties a table'],
    ['delete from patients', 'it deletes rows'],
    ['drop publication chairside_shapes', 'it drops a table or type'],
    ['alter table patients replica identity default', 'it weakens the replica identity'],
  ])('refuses %s', (sql, what) => {
    expect(takesAway(sql)).toContain(what)
  })

  it.each([
    'create table recalls (id uuid primary key);',
    'alter table patients add column nickname text;',
    'alter table patients alter column phone drop not null, alter column phone drop default;',
    'alter table patients drop constraint patients_named;',
    'drop index patients_name; drop trigger x on y;',
    `comment on table patients is 'we drop table and rename column here; it is only text';`,
    '-- drop table patients\n/* rename */ select 1',
    `alter type sex add value 'other';`,
    'create type drop_reason as enum (\'a\');',
    'alter table patients replica identity full;',
  ])('allows %s', (sql) => {
    expect(takesAway(sql)).toEqual([])
  })
})
