import { hash, verify } from '@node-rs/argon2'

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** What a verifier may cost the centre to check, so that no desk can hand over one that takes a minute or all memory. */
const MOST = { memoryKiB: 262_144, passes: 12, lanes: 8 }
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/

/** The argon2id verifier of a password, in PHC string form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, COST)
}

/** True for an argon2id PHC string whose cost the centre is ready to pay. */
export function isVerifier(verifier: string): boolean {
  const match = PHC.exec(verifier)
  if (!match) return false
  const [memory, passes, lanes] = match.slice(1).map(Number) as [number, number, number]
  return memory >= 8 * lanes && memory <= MOST.memoryKiB && passes >= 1 && passes <= MOST.passes && lanes >= 1 && lanes <= MOST.lanes
}

let stranger: Promise<string> | undefined

/**
 * Whether the password is the verifier's. Without a verifier (nobody by that name) it takes as long and is false,
 * so that the time of the answer does not tell which names exist.
 */
export async function passwordMatches(verifier: string | undefined, password: string): Promise<boolean> {
  if (verifier !== undefined && isVerifier(verifier)) return verify(verifier, password)
  stranger ??= hashPassword('nobody signs in with this')
  await verify(await stranger, password)
  return false
}
