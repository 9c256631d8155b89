import { mutators } from '../../shared/mutators/index.ts'
import type { PushMutation } from '../../shared/protocol/push.ts'
import { SCHEMA_VERSION } from '../../shared/schema/index.ts'

/** A newer program made the mutation, and this centre cannot read all of it: nothing is decided before it is updated. */
export class Held extends Error {
  override name = 'Held'
}

/**
 * Whether a mutation of a newer program says nothing that this one would miss: a name it knows, and an input of which
 * every field that is filled gets through. To apply it without one would lose what somebody entered. An empty field is
 * what a newer program adds by itself where nothing was entered.
 * @throws {Held} otherwise. Mutations of this schema or an older one pass: what is wrong with them is for a refusal.
 */
export function mustUnderstand({ name, input, schema = SCHEMA_VERSION }: PushMutation): void {
  if (schema <= SCHEMA_VERSION) return
  const read = mutators.get(name)?.input.safeParse(input)
  if (!read?.success || !holdsAll(read.data, input)) throw new Held('The mutation is of a newer program.')
}

/** Whether every filled key of `given`, at any depth, is in `read` too. */
function holdsAll(read: unknown, given: unknown): boolean {
  if (typeof given !== 'object' || given === null) return true
  if (typeof read !== 'object' || read === null) return false
  return Object.entries(given).every(([key, value]) => (Object.hasOwn(read, key) ? holdsAll((read as Record<string, unknown>)[key], value) : isEmpty(value)))
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
}
