import type { StoredEntry } from './entries.ts'

/**
 * One outbox out of several of the same desk, such as today's and a backup's. Ids decide: of an entry that
 * stands in more than one, the first outbox given knows best. Every number is given once and the order of the
 * writes is kept. Entries keep their numbers when these fit together; else what waits gets new ones behind
 * the rest, which the centre takes, because it knows a write by its id.
 * @param outboxes the one to believe first
 */
export function mergeOutboxes(...outboxes: readonly (readonly StoredEntry[])[]): StoredEntry[] {
  const known = new Map<string, StoredEntry>()
  for (const entry of outboxes.flat()) {
    if (!known.has(entry.id)) known.set(entry.id, entry)
  }
  const settled = new Map<number, StoredEntry>()
  const waiting: StoredEntry[] = []
  for (const entry of known.values()) {
    if (entry.state === 'waiting') waiting.push(entry)
    // Two lives of this desk used the number for different writes: one of them is asked about again.
    else if (settled.has(entry.seq)) waiting.push(asWaiting(entry))
    else settled.set(entry.seq, entry)
  }
  // On a number given twice the ids tell which write is older: they begin with its time.
  waiting.sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1))
  return [...settled.values(), ...numbered(waiting, settled)].sort((a, b) => a.seq - b.seq)
}

/** The entry as it was before the centre was asked. */
export function asWaiting(entry: StoredEntry): StoredEntry {
  return { ...entry, state: 'waiting', confirmed_at: null }
}

function numbered(waiting: readonly StoredEntry[], settled: ReadonlyMap<number, StoredEntry>): StoredEntry[] {
  const fits = waiting.every(({ seq }, index) => !settled.has(seq) && seq !== waiting[index + 1]?.seq)
  if (fits) return [...waiting]
  const last = Math.max(0, ...settled.keys())
  return waiting.map((entry, index) => ({ ...entry, seq: last + 1 + index }))
}
