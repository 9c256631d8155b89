/** A form that programs up to a schema gave to a write, and how the next schema says the same. */
export interface Upcast {
  /** The name the write had then. */
  readonly name: string
  /** The last schema whose programs made it so. */
  readonly until: number
  /** Pure, and for any input: it may come from a damaged disk. Gives another name where the write was renamed. */
  readonly to: (input: unknown) => { name?: string; input: unknown }
}

/**
 * Every form that today's program does not read by itself, oldest first. There is none so far: since schema 1 inputs
 * have only gained fields that may be left out, which upcasts.test.ts holds. A field that changes its meaning, is
 * renamed or becomes required needs a line here, and SCHEMA_VERSION is raised with it.
 */
export const UPCASTS: Upcast[] = []

/**
 * A write as today's program says it. Used wherever an input is read that another program may have made: at the
 * centre for what a desk sends, at a desk for what waited in its outbox while it was updated. What waits is kept and
 * sent as it was made, so that an older centre understands it too.
 * @param schema the schema of the program that made it
 */
export function upcast<M extends { name: string; input: unknown }>(mutation: M, schema: number): M {
  let said = mutation
  for (const { name, until, to } of UPCASTS) {
    if (until >= schema && name === said.name) said = { ...said, ...attempt(to, said.input) }
  }
  return said
}

/** What cannot be brought to today's form stays as it is, and is refused for its form by whoever reads it. */
function attempt(to: Upcast['to'], input: unknown): { name?: string; input: unknown } {
  try {
    return to(input)
  } catch {
    return { input }
  }
}
