import { fromCentre } from '../../electron/host/store/codec.ts'
import type { Loss } from '../../shared/mutators/mutator.ts'
import type { Asked } from './books.ts'
import type { Committed } from './centre/centre.ts'

interface Change {
  field: string
  from: unknown
  to: unknown
}

/** By how much two edits must lie apart in true time before the clock may not decide between them otherwise. */
const SURE_MS = 5_000

/**
 * Follows every field of every patient through the centre's transactions: each edit either stands, or stood until the
 * next one, or is listed with both values; and where two edits met, the one made later by the true clock has won (S10).
 */
export function checkEdits(history: readonly Committed[], asked: ReadonlyMap<string, Asked>, initial: (patient: string, field: string) => unknown): string[] {
  const standing = new Map<string, { value: unknown; by: Asked | undefined }>()
  const wrong: string[] = []
  const followed = new Set<string>()
  for (const { changes, mutation } of history) {
    const edit = mutation ? asked.get(mutation) : undefined
    const rows = changes.map(({ table, row }) => ({ table, row: fromCentre(table, row) }))
    // Under another number a mutation has no second effect.
    if (edit?.name === 'patient.edit' && !followed.has(edit.id)) {
      const item = rows.find(({ table }) => table === 'attention_items')?.row
      // Refused, and not taken back.
      if (item?.['outcome'] === 'rejected' && item['resolution'] === null) continue
      followed.add(edit.id)
      wrong.push(...follow(edit, item ? (JSON.parse(String(item['losses'])) as Loss[]) : [], standing, initial))
    }
    // What stands is what the row says; if an edit did something else than it should, this tells.
    for (const { table, row } of rows) {
      if (table !== 'patients') continue
      for (const [field, value] of Object.entries(row)) {
        const known = standing.get(`${row['id']} ${field}`)
        if (known && known.value !== value && edit) wrong.push(`after edit ${mutation} the ${field} is ${String(value)}, and should be ${String(known.value)}`)
        if (known && known.value !== value) standing.set(`${row['id']} ${field}`, { value, by: undefined })
      }
    }
  }
  return wrong
}

function follow(edit: Asked, losses: readonly Loss[], standing: Map<string, { value: unknown; by: Asked | undefined }>, initial: (patient: string, field: string) => unknown): string[] {
  const patient = String(edit.input['id'])
  return (edit.input['changes'] as Change[]).flatMap(({ field, from, to }) => {
    const now = standing.get(`${patient} ${field}`) ?? { value: initial(patient, field), by: undefined }
    const loss = losses.find((each) => each.field === field)
    if (now.value === to) return []
    if (now.value === from || loss?.kept === to) standing.set(`${patient} ${field}`, { value: to, by: edit })
    if (now.value === from) return loss ? [`edit ${edit.id} saw the ${field} that stands, and lost it`] : []
    if (!loss) return [`edit ${edit.id} met another ${field}, and nobody is shown both`]
    const [winner, loser] = loss.kept === to ? [to, now.value] : [now.value, to]
    if (loss.kept !== winner || loss.lost !== loser) return [`the item of edit ${edit.id} does not name both values of ${field}`]
    return decidedByTime(edit, now.by, loss.kept === to, field)
  })
}

function decidedByTime(edit: Asked, other: Asked | undefined, won: boolean, field: string): string[] {
  if (!other || edit.clockMoved || other.clockMoved || Math.abs(edit.at - other.at) < SURE_MS) return []
  return won === edit.at > other.at ? [] : [`S10: edit ${edit.id} of ${field} was made ${edit.at - other.at} ms after the other, and ${won ? 'won' : 'lost'}`]
}
