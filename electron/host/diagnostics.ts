import os from 'node:os'
import { CLINIC_API_VERSION } from '../../shared/protocol/clinic-api.ts'
import { PUSH_PROTOCOL } from '../../shared/protocol/push.ts'
import type { Diagnostics } from '../../shared/protocol/views.ts'
import { SCHEMA_VERSION } from '../../shared/schema/index.ts'
import { mutators } from '../../shared/mutators/index.ts'
import { freeBytes } from './backup/disk.ts'
import type { Desk } from './desk.ts'
import { PROGRAM_VERSION } from './store/version.ts'

/**
 * What somebody who helps from afar needs to see of this PC: states, counts, versions, times and kinds of errors.
 * Every field is named here one by one; nothing of a patient, a person or the clinic has a field, and nothing is
 * copied that a person has typed.
 */
export async function diagnostics(desk: Desk, now: Date = new Date()): Promise<Diagnostics> {
  const facts = {
    format: 1,
    madeAt: now.toISOString(),
    program: { version: PROGRAM_VERSION, schema: SCHEMA_VERSION, pushProtocol: PUSH_PROTOCOL, windowApi: CLINIC_API_VERSION, node: process.version, electron: process.versions['electron'] ?? null },
    computer: { platform: process.platform, arch: process.arch, release: os.release(), cores: os.cpus().length, memoryBytes: os.totalmem(), processBytes: process.memoryUsage.rss(), processSeconds: Math.round(process.uptime()), diskFreeBytes: freeBytes(desk.options.dataDir) },
    desk: { id: desk.registration?.deviceId ?? null, profile: desk.registration?.profile ?? null, ready: desk.ready },
    sync: syncFacts(desk),
    replica: await replicaFacts(desk),
    backups: desk.backups.list().map(({ kind, madeAt, bytes, checkedAt, waiting }) => ({ kind, madeAt, bytes, checkedAt, waiting })),
    faults: desk.journal.faults(),
  }
  return { fileName: `chairside-diagnostics-${now.toISOString().slice(0, 10)}.json`, text: `${JSON.stringify(facts, null, 2)}\n` }
}

/** The sentences for people are left out: whether there is one says enough, and the faults say which. */
function syncFacts({ status }: Desk) {
  const { network, waiting, waitingSince, attention, lastContactAt, firstSync, refetch, clockBehindMinutes, centre, lastBackupAt, problem, storage, notice } = status.now
  return { network, waiting, waitingSince, attention, lastContactAt, firstSync, refetch, clockBehindMinutes, centre, lastBackupAt, hasProblem: problem !== null, hasStorageProblem: storage !== null, hasNotice: notice !== null }
}

async function replicaFacts(desk: Desk) {
  const { outbox, ...rest } = await desk.threads.query('sync.figures')
  // A name that this program does not know may have come from anywhere.
  return { ...rest, outbox: outbox.map((entry) => ({ ...entry, mutation: mutators.has(entry.mutation) ? entry.mutation : 'unknown' })) }
}
