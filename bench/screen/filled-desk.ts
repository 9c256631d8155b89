import { randomBytes } from 'node:crypto'
import { fileKeyProvider } from '../../electron/keys/file-key.ts'
import { todayIn } from '../../shared/domain/time.ts'
import { hashPassword } from '../../sync-server/auth/passwords.ts'
import { Child } from '../../tests/support/child.ts'
import { MANAGER } from '../../tests/support/world.ts'
import { makeClinic, ZONE } from '../desk/clinic.ts'
import type { Clinic } from '../desk/clinic.ts'
import { createReplica, firstCopy } from '../desk/replica.ts'
import type { Cleanup } from '../lib/cleanup.ts'
import type { Random } from '../lib/random.ts'

export const USER = { name: 'manager', password: 'chairside' }
/** Nobody listens there: the desk works without its centre. */
const NO_CENTRE = 'http://127.0.0.1:9'

export interface FilledDesk {
  /** Where a window opens it, token included. */
  url: string
  clinic: Clinic
}

/** A desk as a process of its own, without a centre, on a replica of that size that has come to today. */
export async function startFilledDesk(size: { patients: number; appointments: number }, random: Random, cleanup: Cleanup): Promise<FilledDesk> {
  const clinic = makeClinic(size.patients, random, todayIn(ZONE, new Date().toISOString()))
  const [{ id: clinic_id } = { id: '' }] = clinic.few.clinics ?? []
  clinic.few.user_credentials = [{ user_id: MANAGER, clinic_id, verifier: await hashPassword(USER.password), changed_at: clinic.now }]
  const key = new Uint8Array(randomBytes(32))
  const replica = await createReplica(cleanup, key)
  await firstCopy(replica, clinic, size.appointments, random)
  await replica.threads.close()
  await fileKeyProvider(replica.dir).save(key)
  const desk = new Child('electron/browser.ts', ['--server', NO_CENTRE, '--data', replica.dir])
  cleanup.add(() => desk.end())
  return { url: String((await desk.said('ready'))['url']), clinic }
}
