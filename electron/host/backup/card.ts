import path from 'node:path'
import { z } from 'zod'
import { DEVICE_PROFILES } from '../../../shared/schema/index.ts'
import type { Registration } from '../store/state.ts'
import { readIfThere, writeWhole } from './disk.ts'
import { Seal } from './sealed.ts'

export const CARD_FILE = 'desk-card.json.enc'

const content = z.object({
  registration: z.nullable(z.object({ deviceId: z.string(), clinicId: z.string(), name: z.string(), profile: z.enum(DEVICE_PROFILES), series: z.string(), token: z.string() })),
})

/** What the card says: nothing there, something that this key does not open, or who this desk is. */
export type Card = { state: 'missing' } | { state: 'unreadable' } | { state: 'read'; registration: Registration | null }

/**
 * Who this desk is, kept a second time beside the replica and sealed with its key. It lets a desk whose
 * replica is lost go on as itself, and it tells a damaged replica (the card opens) from a wrong key (it does not).
 */
export function readCard(dataDir: string, key: Uint8Array): Card {
  const sealed = readIfThere(path.join(dataDir, CARD_FILE))
  if (sealed === undefined) return { state: 'missing' }
  const text = new Seal(key, 'desk card').open(sealed)
  const parsed = text === undefined ? undefined : content.safeParse(JSON.parse(text))
  return parsed?.success ? { state: 'read', registration: parsed.data.registration } : { state: 'unreadable' }
}

/** Writes the card when it does not say this already. */
export function writeCard(dataDir: string, key: Uint8Array, registration: Registration | null): void {
  const card = readCard(dataDir, key)
  if (card.state === 'read' && JSON.stringify(card.registration) === JSON.stringify(content.parse({ registration }).registration)) return
  const file = path.join(dataDir, CARD_FILE)
  writeWhole(file, `${new Seal(key, 'desk card').seal(JSON.stringify({ registration }))}\n`)
}
