import type { Client } from 'pg'
import { TABLE_NAMES } from '../../shared/schema/index.ts'

export const APP_ROLE = 'chairside_app'
export const SHAPES_ROLE = 'chairside_shapes'

/** Tables that the running centre only reads. */
const READ_ONLY = ['schema_migrations', 'centre_state']

/**
 * Makes or renews the two database users of a running centre, as the owner and after every migration: one that reads
 * and writes rows, one that replicates them to desks. Neither owns anything, and nobody may delete.
 */
export async function ensureRoles(owner: Client, database: string, passwords: { app: string; shapes: string }): Promise<void> {
  await owner.query('begin')
  await ensureRole(owner, APP_ROLE, passwords.app, 'noreplication')
  await ensureRole(owner, SHAPES_ROLE, passwords.shapes, 'replication')
  const name = owner.escapeIdentifier(database)
  await owner.query(`revoke all on database ${name} from public`)
  await owner.query(`grant connect on database ${name} to ${APP_ROLE}, ${SHAPES_ROLE}`)
  // The shape service fingerprints expressions in temporary tables.
  await owner.query(`grant temporary on database ${name} to ${SHAPES_ROLE}`)
  await owner.query(`revoke all on all tables in schema public from ${APP_ROLE}, ${SHAPES_ROLE}`)
  await owner.query(`grant select on ${TABLE_NAMES.join(', ')} to ${SHAPES_ROLE}`)
  for (const { table, facts } of await tablesOf(owner)) {
    const rights = READ_ONLY.includes(table) ? 'select' : facts ? 'select, insert' : 'select, insert, update'
    await owner.query(`grant ${rights} on ${owner.escapeIdentifier(table)} to ${APP_ROLE}`)
  }
  await owner.query('commit')
}

async function ensureRole(owner: Client, role: string, password: string, replication: string): Promise<void> {
  const { rowCount } = await owner.query('select 1 from pg_roles where rolname = $1', [role])
  // CREATE and ALTER ROLE take no parameters; the password is our own random base64url all the same.
  await owner.query(`${rowCount === 0 ? 'create' : 'alter'} role ${role} login nosuperuser nocreatedb nocreaterole ${replication} password ${owner.escapeLiteral(password)}`)
}

/** Every table, and whether the catalogue guards it as append-only. */
async function tablesOf(owner: Client): Promise<{ table: string; facts: boolean }[]> {
  const { rows } = await owner.query<{ table: string; facts: boolean }>(
    `select c.relname as table, exists (
       select 1 from pg_trigger t join pg_proc p on p.oid = t.tgfoid where t.tgrelid = c.oid and p.proname = 'refuse_change') as facts
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
  )
  return rows
}
