import type { Books } from './books.ts'
import type { Ask } from './journal.ts'

interface Change {
  field: string
  from: unknown
  to: unknown
}

/**
 * The edits of patients of which nothing is to be found. A value that was typed stands in its field, or was seen by
 * whoever put another in its place, or is listed as the one that gave way. Every value is typed only once in a run.
 */
export function lostEdits(asks: readonly Ask[], books: Books): Ask[] {
  const edits = asks.filter(({ name, answer }) => name === 'patient.edit' && answer.kind !== 'refused')
  const standing = new Map(books.patients.map((row) => [row.id, row as Record<string, unknown>]))
  const itemsOf = Map.groupBy(books.attention_items, ({ mutation_id }) => mutation_id)
  const gaveWay = new Set(books.attention_items.filter(({ mutation }) => mutation === 'patient.edit').flatMap((item) => item.losses.map(({ field, lost }) => key((item.input as { id: string }).id, field, lost))))
  const seenBy = Map.groupBy(edits.flatMap((ask) => changesOf(ask).map((change) => ({ ask, change }))), ({ ask, change }) => key(idOf(ask), change.field, change.from))

  const isListed = (ask: Ask) => ask.answer.kind === 'saved' && itemsOf.has(ask.answer.mutationId)
  const found = (ask: Ask, { field, to }: Change): boolean => {
    if (isListed(ask) || standing.get(idOf(ask))?.[field] === to || gaveWay.has(key(idOf(ask), field, to))) return true
    // A merged edit had seen this value too, but stood against another one: it is no witness.
    return (seenBy.get(key(idOf(ask), field, to)) ?? []).some((later) => later.ask !== ask && !isListed(later.ask) && found(later.ask, later.change))
  }
  return edits.filter((ask) => ask.answer.kind === 'saved' && !changesOf(ask).every((change) => found(ask, change)))
}

const key = (id: string, field: string, value: unknown) => `${id} ${field} ${String(value)}`
const idOf = ({ input }: Ask) => String(input['id'])
const changesOf = ({ input }: Ask) => input['changes'] as Change[]
