import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const ROOT = path.resolve(import.meta.dirname, '../..')

const POSTGRES = `alter table patients add column nickname text not null default '';
create table referral_sources (id uuid primary key, clinic_id uuid not null references clinics, created_at timestamptz(3) not null, name text not null);
alter table referral_sources replica identity full;
alter publication chairside_shapes add table referral_sources;
insert into referral_sources select gen_random_uuid(), id, created_at, 'Billboard' from clinics;
`
const SQLITE = `alter table patients add column nickname text not null default '';
create table referral_sources (id text not null primary key, clinic_id text not null, created_at text not null, name text not null) strict;
`

/**
 * The environment in which a process of ours is the next version of the program: the same source, changed as it is
 * loaded (see next-version.preload.ts). It knows a column and a table more, calls `alert.end` another name, and has no
 * `appointment.unconfirm` any more. Remove the folder when done.
 */
export function nextVersion(): { env: Record<string, string>; dir: string } {
  const dir = mkdtempSync(path.join(tmpdir(), 'chairside-test-next-'))
  for (const engine of ['postgres', 'sqlite']) cpSync(path.join(ROOT, 'migrations', engine), path.join(dir, engine), { recursive: true })
  addMigration(path.join(dir, 'postgres'), '.up.sql', POSTGRES)
  addMigration(path.join(dir, 'postgres'), '.down.sql', 'drop table referral_sources;\nalter table patients drop column nickname;\n')
  addMigration(path.join(dir, 'sqlite'), '.sql', SQLITE)
  return { dir, env: { CHAIRSIDE_TEST_NEXT: dir, NODE_OPTIONS: `--import=${pathToFileURL(path.join(import.meta.dirname, 'next-version.preload.ts')).href}` } }
}

function addMigration(dir: string, end: string, sql: string): void {
  const number = readdirSync(dir).filter((file) => /^\d{4}_/.test(file) && file.endsWith(end)).length + 1
  writeFileSync(path.join(dir, `${String(number).padStart(4, '0')}_next${end}`), sql)
}
