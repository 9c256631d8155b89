/** Which rows of a batch of changes belong to a shape: asked once per clause, however many shapes have it. */
import type { RowChange } from './changes.ts'
import type { Table } from './catalogue.ts'
import type { Tuple } from './pgoutput.ts'
import type { Shape } from './shape.ts'
import type { Where } from './where.ts'

export type Evaluate = (table: Table, where: Where, rows: readonly Tuple[]) => Promise<boolean[]>

export class Verdicts {
  readonly #evaluate: Evaluate
  readonly #answers = new Map<string, Promise<boolean[]>>()

  constructor(evaluate: Evaluate) {
    this.#evaluate = evaluate
  }

  /** Two verdicts per change: the row before, the row after. Rejects as the evaluation does. */
  of(shape: Shape, changes: readonly RowChange[]): Promise<boolean[]> {
    const { where, definition } = shape
    if (!where) return Promise.resolve(changes.flatMap((change) => [change.old !== null, change.row !== null]))
    const key = JSON.stringify([definition.table.oid, where.sql, where.params])
    let answer = this.#answers.get(key)
    if (!answer) {
      answer = this.#ask(definition.table, where, changes)
      this.#answers.set(key, answer)
    }
    return answer
  }

  async #ask(table: Table, where: Where, changes: readonly RowChange[]): Promise<boolean[]> {
    const rows = changes.flatMap((change) => [change.old, change.row])
    const present = rows.filter((row) => row !== null)
    const answers = await this.#evaluate(table, where, present)
    let next = 0
    return rows.map((row) => row !== null && answers[next++] === true)
  }
}
