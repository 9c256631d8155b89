import type { Tx } from '../mutator.ts'

/** The record that stands for this one: itself, or the end of the merges it went into. */
export async function rootOf(tx: Tx, patientId: string): Promise<string> {
  const seen = new Set([patientId])
  for (let current = patientId; ; ) {
    const [merge] = await tx.select('patient_merges', [['from_patient_id', '=', current], ['undone_at', 'is null']], { limit: 1 })
    if (!merge || seen.has(merge.into_patient_id)) return current
    current = merge.into_patient_id
    seen.add(current)
  }
}

/** Whether two records are of one person as far as they were merged. */
export async function isOnePerson(tx: Tx, a: string, b: string): Promise<boolean> {
  return a === b || (await rootOf(tx, a)) === (await rootOf(tx, b))
}

/** Every record of the person: the one that stands and all that are read as part of it. Where rows of a patient are summed up, all of these count. */
export async function recordsOf(tx: Tx, patientId: string): Promise<string[]> {
  const found = [await rootOf(tx, patientId)]
  for (let next = found; next.length > 0; ) {
    const merges = await tx.select('patient_merges', [['into_patient_id', 'in', next], ['undone_at', 'is null']], { orderBy: ['id'] })
    next = merges.map((merge) => merge.from_patient_id).filter((id) => !found.includes(id))
    found.push(...next)
  }
  return found
}
