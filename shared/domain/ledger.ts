import type { Row, StatementLine } from '../schema/index.ts'
import { daysBetween } from './time.ts'

/** What is read of a ledger line here; amounts are signed centavos, what the patient owes grows by them. */
export type LedgerLine = Pick<Row<'ledger_lines'>, 'id' | 'created_at' | 'entry_date' | 'description' | 'amount_centavos'>

/** What the patient owes in centavos; negative is credit. Always summed, never stored (domain §0.4). */
export function balanceOf(lines: readonly { amount_centavos: number }[]): number {
  return lines.reduce((sum, line) => sum + line.amount_centavos, 0)
}

/** The lines by date, then by when they were written, then by id: the same at every desk. */
export function inOrder<L extends LedgerLine>(lines: readonly L[]): L[] {
  return lines.toSorted((a, b) => compare(a.entry_date, b.entry_date) || compare(a.created_at, b.created_at) || compare(a.id, b.id))
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** The lines in order, each with the balance after it. */
export function withRunning<L extends LedgerLine>(lines: readonly L[]): (L & { runningCentavos: number })[] {
  let runningCentavos = 0
  return inOrder(lines).map((line) => {
    runningCentavos += line.amount_centavos
    return { ...line, runningCentavos }
  })
}

export interface StatementFigures {
  opening: number
  /** Increases within the period. */
  charges: number
  /** Decreases within the period, as a positive amount. */
  credits: number
  closing: number
  lines: StatementLine[]
}

/** What a statement of both days and the days between prints. `opening + charges - credits = closing`, in centavos. */
export function statementOf(lines: readonly LedgerLine[], fromDate: string, toDate: string): StatementFigures {
  const opening = balanceOf(lines.filter((line) => line.entry_date < fromDate))
  const within = inOrder(lines.filter((line) => line.entry_date >= fromDate && line.entry_date <= toDate))
  const charges = balanceOf(within.filter((line) => line.amount_centavos > 0))
  const credits = 0 - balanceOf(within.filter((line) => line.amount_centavos < 0))
  return {
    opening,
    charges,
    credits,
    closing: opening + charges - credits,
    lines: within.map((line) => ({ id: line.id, date: line.entry_date, description: line.description, amount_centavos: line.amount_centavos })),
  }
}

export interface Aging {
  /** Centavos by the age of the charge in days. Credit that no charge has used up is negative in the first. */
  days0to30: number
  days31to60: number
  days61to90: number
  over90: number
  total: number
}

type AgingLine = Pick<Row<'ledger_lines'>, 'id' | 'created_at' | 'entry_date' | 'amount_centavos' | 'voids_line_id'>

/**
 * What is owed on `asOf` by the age of the charges, the oldest charge paid first. A void counts against
 * the very line it takes back. The four buckets sum to the balance of that day.
 */
export function aging(lines: readonly AgingLine[], asOf: string): Aging {
  const known = lines.filter((line) => line.entry_date <= asOf)
  const nets = netByOrigin(known)
  let credit = nets.reduce((sum, net) => sum + Math.min(net.amount, 0), 0)
  const result: Aging = { days0to30: 0, days31to60: 0, days61to90: 0, over90: 0, total: balanceOf(known) }
  for (const net of nets.filter((candidate) => candidate.amount > 0).toSorted((a, b) => compare(a.date, b.date))) {
    const open = Math.max(net.amount + credit, 0)
    credit = Math.min(net.amount + credit, 0)
    result[bucketOf(daysBetween(net.date, asOf))] += open
  }
  result.days0to30 += credit
  return result
}

function bucketOf(days: number): Exclude<keyof Aging, 'total'> {
  if (days <= 30) return 'days0to30'
  if (days <= 60) return 'days31to60'
  if (days <= 90) return 'days61to90'
  return 'over90'
}

/** Each line that voids nothing, with what its voids have left of it. */
function netByOrigin(lines: readonly AgingLine[]): { date: string; amount: number }[] {
  const byId = new Map(lines.map((line) => [line.id, line]))
  const nets = new Map<string, { date: string; amount: number }>()
  for (const line of lines) {
    const origin = originOf(line, byId)
    const net = nets.get(origin.id) ?? { date: origin.entry_date, amount: 0 }
    nets.set(origin.id, { ...net, amount: net.amount + line.amount_centavos })
  }
  return [...nets.values()]
}

function originOf(line: AgingLine, byId: ReadonlyMap<string, AgingLine>): AgingLine {
  let origin = line
  // Bounded by the number of lines, so that rows that point at each other cannot hang a screen.
  for (let step = 0; step < byId.size; step++) {
    const voided = origin.voids_line_id === null ? undefined : byId.get(origin.voids_line_id)
    if (!voided) return origin
    origin = voided
  }
  return line
}
