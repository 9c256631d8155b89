import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * A UUID (version 8) made from a mutation's id and a label, so that desk and centre give the rows a
 * mutation adds the same ids without telling each other. The mutation's 48-bit time stays in front,
 * which keeps the ids in order of time as UUIDv7 does.
 */
export function derivedId(mutationId: string, label: string): string {
  const hash = bytesToHex(sha256(utf8ToBytes(`${mutationId}:${label}`)))
  const time = mutationId.slice(0, 13)
  return `${time}-8${hash.slice(0, 3)}-${'89ab'[Number.parseInt(hash[3]!, 16) & 3]}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}
