import type { MutatorName } from '../../shared/mutators/index.ts'
import type { Row } from '../../shared/schema/index.ts'
import type { Books } from './books.ts'
import type { Ask } from './journal.ts'

/** How often the effect of a wish is in the books. A half effect is a number between; null where rows cannot tell. */
export type Times = number | null

/** Rows of the books by the tags and ids that wishes left in them. */
export class Traces {
  readonly books: Books
  readonly #byTag = new Map<string, Record<string, unknown>[]>()
  readonly #linesOfPayment: Map<string | null, Row<'ledger_lines'>[]>
  readonly #linesOfEntry: Map<string | null, Row<'ledger_lines'>[]>
  readonly #usedFor: Map<string | null, Row<'stock_movements'>[]>
  readonly #receivedIn: Map<string | null, Row<'stock_movements'>[]>
  readonly #voids: Map<string | null, Row<'chart_entries'>[]>
  readonly #appointments: Map<string, Row<'appointments'>>
  readonly #alerts: Map<string, Row<'medical_alerts'>>
  readonly #items: Map<string, Row<'attention_items'>>

  constructor(books: Books) {
    this.books = books
    this.#tagged(books.payments, 'reference')
    this.#tagged(books.stock_movements, 'reason')
    this.#tagged(books.stock_lots, 'lot_number')
    this.#tagged(books.appointments, 'notes')
    this.#tagged(books.chart_entries, 'note')
    this.#tagged(books.patients, 'last_name')
    this.#tagged(books.medical_alerts, 'label')
    this.#tagged(books.statements, 'note')
    this.#linesOfPayment = Map.groupBy(books.ledger_lines, (line) => line.payment_id)
    this.#linesOfEntry = Map.groupBy(books.ledger_lines, (line) => line.chart_entry_id)
    this.#usedFor = Map.groupBy(books.stock_movements, (movement) => movement.chart_entry_id)
    this.#receivedIn = Map.groupBy(books.stock_movements.filter(({ kind }) => kind === 'receive'), (movement) => movement.lot_id)
    this.#voids = Map.groupBy(books.chart_entries, (entry) => entry.voids_entry_id)
    this.#appointments = new Map(books.appointments.map((row) => [row.id, row]))
    this.#alerts = new Map(books.medical_alerts.map((row) => [row.id, row]))
    this.#items = new Map(books.attention_items.map((row) => [row.id, row]))
  }

  #tagged<R extends object>(rows: readonly R[], column: keyof R & string): void {
    for (const row of rows) {
      const tag = String(row[column])
      this.#byTag.set(tag, [...(this.#byTag.get(tag) ?? []), row as Record<string, unknown>])
    }
  }

  rows(tag: string): Record<string, unknown>[] {
    return this.#byTag.get(tag) ?? []
  }

  appointment(ask: Ask): Row<'appointments'> | undefined {
    return this.#appointments.get(String(ask.input['id']))
  }

  /** A payment is the payment and its line of the same amount. */
  payment({ tag, input }: Ask): number {
    const rows = this.rows(tag)
    const lines = this.#linesOfPayment.get(String(input['id'])) ?? []
    return together(rows.length, lines.filter(({ amount_centavos }) => amount_centavos === -Number(input['amountCentavos'])).length, lines.length)
  }

  /** A use is its units, from whatever lots. */
  use({ tag, input }: Ask): number {
    const units = this.rows(tag).reduce((sum, row) => sum - Number(row['quantity']), 0)
    return units / Number(input['quantity'])
  }

  /** A delivery is the lot and its movement. */
  delivery({ tag, input }: Ask): number {
    const lots = this.rows(tag)
    const movements = lots.flatMap((lot) => this.#receivedIn.get(String(lot['id'])) ?? [])
    return together(lots.length, movements.filter(({ quantity }) => quantity === Number(input['quantity'])).length, movements.length)
  }

  /** A treatment is the chart entry, its charge and what its recipe takes from stock. */
  treatment({ tag, input }: Ask): number {
    const entries = this.rows(tag)
    const lines = this.#linesOfEntry.get(String(input['id'])) ?? []
    const recipe = this.books.service_recipes.filter(({ service_id }) => service_id === input['serviceId']).reduce((sum, { quantity }) => sum + quantity, 0)
    const used = (this.#usedFor.get(String(input['id'])) ?? []).reduce((sum, { quantity }) => sum - quantity, 0)
    const charges = lines.filter(({ amount_centavos }) => amount_centavos === Number(input['priceCentavos'])).length
    return together(entries.length, charges, lines.length, ...(recipe > 0 ? [used / recipe] : []))
  }

  /** Whoever took the entry back: it is taken back once. */
  void({ input }: Ask): number {
    return this.#voids.get(String(input['entryId']))?.length ?? 0
  }

  isEnded({ input }: Ask): boolean {
    return this.#alerts.get(String(input['id']))?.ended_at != null
  }

  isResolved({ input }: Ask): boolean {
    return this.#items.get(String(input['id']))?.resolved_at != null
  }
}

/** How often something of several parts is there: the most of any part, or a half when parts are missing. */
function together(...parts: number[]): number {
  const most = Math.max(...parts)
  return most <= 1 && parts.some((part) => part !== most) ? 0.5 : most
}

type Look = (traces: Traces, ask: Ask) => Times

const once = (traces: Traces, ask: Ask): Times => traces.rows(ask.tag).length
/** What must hold of a row for ever after, once the change was carried out. */
const lasting = (holds: (traces: Traces, ask: Ask) => boolean): Look => (traces, ask) => (holds(traces, ask) ? null : 0)

/** Writes whose rows carry their tag: what was refused at the desk must have left none. */
export const TAGGED: ReadonlySet<MutatorName> = new Set<MutatorName>([
  'payment.record', 'stock.use', 'stock.receive', 'treatment.complete', 'appointment.book', 'chart.record', 'patient.create', 'alert.add', 'statement.issue',
])

/** For each kind of write where its effect is to be found. */
export const EFFECTS: Partial<Record<MutatorName, Look>> = {
  'payment.record': (traces, ask) => traces.payment(ask),
  'stock.use': (traces, ask) => traces.use(ask),
  'stock.receive': (traces, ask) => traces.delivery(ask),
  'treatment.complete': (traces, ask) => traces.treatment(ask),
  'chart.void': (traces, ask) => traces.void(ask),
  'appointment.book': once,
  'chart.record': once,
  'patient.create': once,
  'alert.add': once,
  'statement.issue': once,
  'appointment.cancel': lasting((traces, ask) => ['cancelled', 'missed'].includes(traces.appointment(ask)?.status ?? '')),
  'appointment.confirm': lasting((traces, ask) => !['pending', undefined].includes(traces.appointment(ask)?.status)),
  'alert.end': lasting((traces, ask) => traces.isEnded(ask)),
  'attention.resolve': lasting((traces, ask) => traces.isResolved(ask)),
}
