// Loaded before a program of ours by `--import`, also in its threads: makes it the next version of itself.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import path from 'node:path'

const ROOT = new URL('../../', import.meta.url).href
const NEXT = process.env['CHAIRSIDE_TEST_NEXT']!
const SCHEMA = Number(/SCHEMA_VERSION = (\d+)/.exec(readFileSync(new URL('../../shared/schema/index.ts', import.meta.url), 'utf8'))![1])

const migrations = (engine: string) => JSON.stringify(path.join(NEXT, engine))

/** What is said otherwise, file by file. */
const CHANGES: Record<string, [from: string, to: string][]> = {
  'shared/schema/index.ts': [
    [`SCHEMA_VERSION = ${SCHEMA}`, `SCHEMA_VERSION = ${SCHEMA + 1}`],
    ['  notifications: clinic.notifications,', '  referral_sources: clinic.referralSources,\n  notifications: clinic.notifications,'],
  ],
  'shared/schema/tables/clinic.ts': [
    ['export const notifications = ', `export const referralSources = table('referral_sources', { comment: 'How patients heard of us', merge: 'centre', columns: { ...base, name: text('Name') } })\nexport const notifications = `],
  ],
  'shared/schema/tables/patient.ts': [
    [`    email: text(`, `    nickname: text('What the person is called', pii),\n    email: text(`],
  ],
  'shared/mutators/patient/fields.ts': [['  notes: note,', '  notes: note,\n  nickname: line(80),']],
  'shared/mutators/patient/create.ts': [['    osca_id:', `    nickname: patientFields.nickname.default(''),\n    osca_id:`]],
  'shared/mutators/patient/alerts.ts': [[`name: 'alert.end'`, `name: 'alert.close'`]],
  'shared/mutators/index.ts': [['confirmAppointment, unconfirmAppointment,', 'confirmAppointment,']],
  'shared/mutators/upcasts.ts': [['UPCASTS: Upcast[] = []', `UPCASTS: Upcast[] = [{ name: 'alert.end', until: ${SCHEMA}, to: (input) => ({ name: 'alert.close', input }) }]`]],
  'sync-server/db/migrate.ts': [[`path.resolve(import.meta.dirname, '../../migrations/postgres')`, migrations('postgres')]],
  'electron/host/store/migrate.ts': [[`path.resolve(import.meta.dirname, '../../../migrations/sqlite')`, migrations('sqlite')]],
}

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const changes = url.startsWith(ROOT) ? CHANGES[url.slice(ROOT.length)] : undefined
    if (!changes) return loaded
    let source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source ?? undefined)
    for (const [from, to] of changes) {
      if (!source.includes(from)) throw new Error(`${url} does not say ${from} any more`)
      source = source.replace(from, () => to)
    }
    return { ...loaded, source }
  },
})
