import type { ApiEvent } from '../../shared/protocol/clinic-api.ts'
import type { TableName } from '../../shared/schema/index.ts'

/**
 * Events kept back while a window reads too slowly. However many come, at most three are held: which tables changed
 * (all of them together), the newest sync status and the newest session.
 */
export class HeldEvents {
  #tables = new Set<TableName>()
  #sync: ApiEvent | undefined
  #session: ApiEvent | undefined

  add(event: ApiEvent): void {
    if (event.event === 'changed') for (const table of event.tables) this.#tables.add(table)
    else if (event.event === 'sync') this.#sync = event
    else this.#session = event
  }

  get isEmpty(): boolean {
    return this.#tables.size === 0 && !this.#sync && !this.#session
  }

  /** Hands the held events over and forgets them; the session first, since it decides what a window may show. */
  take(): ApiEvent[] {
    const changed: ApiEvent[] = this.#tables.size > 0 ? [{ event: 'changed', tables: [...this.#tables] }] : []
    const events = [this.#session, ...changed, this.#sync].filter((event) => event !== undefined)
    this.#tables = new Set()
    this.#sync = undefined
    this.#session = undefined
    return events
  }
}
