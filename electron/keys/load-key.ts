import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { StartupError } from '../desk/startup-error.ts'
import { KEY_BYTES } from './key-provider.ts'
import type { KeyProvider } from './key-provider.ts'

/** What only the key of before can open: the replica, and what is kept beside it for when it is lost. */
const SEALED = /^(?:replica\.(?:db|sqlite)|desk-card\.json\.enc|outbox\.mirror|backups$|set-aside-)/

/**
 * The key of the replica in `dataDir`; a new random one for a new replica.
 * @throws {StartupError} when there is a replica but its key is missing: a new key could not open it.
 */
export async function loadOrCreateKey(provider: KeyProvider, dataDir: string): Promise<Uint8Array> {
  const known = await provider.load()
  if (known) return known
  if (readdirSync(dataDir).some((name) => SEALED.test(name))) {
    throw new StartupError(`The data folder ${dataDir} holds a clinic's data but not its key, so nothing in it can be opened. Put the key back from a backup, or start with an empty folder and enrol this PC again.`)
  }
  const key = new Uint8Array(randomBytes(KEY_BYTES))
  await provider.save(key)
  return key
}
