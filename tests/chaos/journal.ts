import type { MutatorName } from '../../shared/mutators/index.ts'

/** What came back when a desk was asked to write something. */
export type Answer =
  | { kind: 'saved'; mutationId: string }
  /** The desk said no, with the reason it showed. */
  | { kind: 'refused'; error: string; code: string | undefined; message: string }
  /** The desk was killed, or its window broke, before it said anything. */
  | { kind: 'none' }

/** One wish of a person at a desk, noted by who asked: the desk's own books play no part in it. */
export interface Ask {
  desk: number
  /** A text that no other wish carries, written into a field of what is asked for wherever there is one. */
  tag: string
  name: MutatorName
  input: Record<string, unknown>
  answer: Answer
}

/** Everything the desks of a run were asked to write, in the order of asking. */
export class Journal {
  readonly asks: Ask[] = []

  /** Notes a wish before it is uttered; the answer is filled in when it comes. */
  note(desk: number, tag: string, name: MutatorName, input: Record<string, unknown>): Ask {
    const ask: Ask = { desk, tag, name, input, answer: { kind: 'none' } }
    this.asks.push(ask)
    return ask
  }

  count(kind: Answer['kind']): number {
    return this.asks.filter(({ answer }) => answer.kind === kind).length
  }
}
