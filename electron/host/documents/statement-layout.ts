/** What a statement of account prints, as plain data: which rows, how high, on which page. */
import { formatAmount, formatPeso } from '../../../shared/domain/money.ts'
import { localOf } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { paginate } from './paginate.ts'
import { wrap, wrapParagraphs } from './wrap.ts'
import type { Measure } from './wrap.ts'

export const FOOTER = 'Statement of account - not an invoice or official receipt'
export const PAPER = { a4: [595.28, 841.89], letter: [612, 792] } as const satisfies Record<string, readonly [number, number]>
export type Paper = keyof typeof PAPER

export const MARGIN = 46
/** From the top edge: where the patient block starts on the first page, the table on the others. */
export const PATIENT_TOP = 134
export const PATIENT_HEIGHT = 92
export const FIRST_TABLE_TOP = PATIENT_TOP + PATIENT_HEIGHT + 20
export const OTHER_TABLE_TOP = 92
/** From the bottom edge: nothing but the footer below. */
export const FOOTER_SPACE = 58
export const TABLE_HEAD = 24
export const TEXT_SIZE = 8.5
export const LINE_HEIGHT = 11.5
const ROW_PADDING = 8.5
export const TOTALS_HEIGHT = 88
export const NOTE_SIZE = 8.5

export interface TableRow {
  date: string
  lines: string[]
  charge: string
  payment: string
  balance: string
  isBold: boolean
  height: number
}

export interface StatementPage {
  rows: TableRow[]
  hasTotals: boolean
  /** Lines of the note under the lines, on the page they fit on. */
  note: string[]
}

/** X positions of the columns for a paper width: left edges of texts, right edges of amounts. */
export function columnsOf(width: number): { date: number; description: number; descriptionWidth: number; charge: number; payment: number; balance: number; right: number } {
  const right = width - MARGIN
  const balance = right - 8
  const payment = balance - 88
  const charge = payment - 78
  const description = MARGIN + 84
  return { date: MARGIN + 8, description, descriptionWidth: charge - 62 - description, charge, payment, balance, right }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** "Nov 20, 2026" for a day. */
export function printedDay(date: string): string {
  return `${MONTHS[Number(date.slice(5, 7)) - 1]} ${Number(date.slice(8, 10))}, ${date.slice(0, 4)}`
}

/** The day on which an instant fell at the clinic, as printed. */
export function printedInstant(instant: string, zone: string): string {
  return printedDay(localOf(instant, zone).date)
}

/** The rows of the table: opening balance, every line with the balance after it, closing balance. */
export function rowsOf(statement: Row<'statements'>, measure: Measure, width: number): TableRow[] {
  const framing = (date: string, label: string, centavos: number) => row({ date: printedDay(date), lines: [label], balance: formatPeso(centavos), isBold: true })
  let balance = statement.opening_centavos
  const lines = statement.lines.map((line) => {
    balance += line.amount_centavos
    const amount = formatAmount(Math.abs(line.amount_centavos))
    return row({
      date: printedDay(line.date),
      lines: wrap(line.description, width, measure),
      charge: line.amount_centavos >= 0 ? amount : '',
      payment: line.amount_centavos < 0 ? amount : '',
      balance: formatAmount(balance),
    })
  })
  return [
    framing(statement.from_date, 'Opening balance', statement.opening_centavos),
    ...lines,
    framing(statement.to_date, 'Closing balance', statement.closing_centavos),
  ]
}

function row(parts: Partial<TableRow> & { date: string; lines: string[] }): TableRow {
  return { charge: '', payment: '', balance: '', isBold: false, height: parts.lines.length * LINE_HEIGHT + ROW_PADDING, ...parts }
}

/** The pages of a statement on paper of this height, the note after the totals. */
export function layOut(statement: Row<'statements'>, height: number, width: number, measure: Measure): StatementPage[] {
  const rows = rowsOf(statement, measure, columnsOf(width).descriptionWidth)
  const bottom = height - FOOTER_SPACE
  const room = { first: bottom - FIRST_TABLE_TOP - TABLE_HEAD, other: bottom - OTHER_TABLE_TOP - TABLE_HEAD }
  const indexes = paginate(rows.map((each) => each.height), room, TOTALS_HEIGHT)
  const pages = indexes.map((page, number): StatementPage => ({ rows: page.flatMap((index) => rows[index] ?? []), hasTotals: number === indexes.length - 1, note: [] }))
  const last = pages.at(-1)
  const used = last ? last.rows.reduce((sum, each) => sum + each.height, 0) + TOTALS_HEIGHT : 0
  const note = statement.note.trim() === '' ? [] : ['Note', ...wrapParagraphs(statement.note, width - 2 * MARGIN, measure)]
  return addNote(pages, note, (pages.length === 1 ? room.first : room.other) - used, room.other)
}

function addNote(pages: StatementPage[], note: string[], roomLeft: number, roomOther: number): StatementPage[] {
  if (note.length === 0) return pages
  const fitting = Math.max(Math.floor(roomLeft / LINE_HEIGHT) - 1, 0)
  // A heading without a line under it would be an orphan as well.
  const here = fitting < 2 ? 0 : fitting
  const result = pages.map((page, index) => (index === pages.length - 1 ? { ...page, note: note.slice(0, here) } : page))
  const perPage = Math.floor(roomOther / LINE_HEIGHT)
  for (let start = here; start < note.length; start += perPage) {
    result.push({ rows: [], hasTotals: false, note: note.slice(start, start + perPage) })
  }
  return result
}
