import { formatPeso } from '../../../shared/domain/money.ts'
import type { StatementInput } from './statement.ts'
import { ACCENT, INK, MUTED, TINT, WARNING } from './pen.ts'
import type { Pen } from './pen.ts'
import {
  columnsOf, FIRST_TABLE_TOP, FOOTER, FOOTER_SPACE, LINE_HEIGHT, MARGIN, NOTE_SIZE, OTHER_TABLE_TOP, PATIENT_HEIGHT, PATIENT_TOP, printedDay, printedInstant,
  TABLE_HEAD, TEXT_SIZE, TOTALS_HEIGHT,
} from './statement-layout.ts'
import type { StatementPage, TableRow } from './statement-layout.ts'
import { wrap } from './wrap.ts'

const SMALL = { size: 8, colour: MUTED } as const
const BODY = { size: TEXT_SIZE } as const
const LABEL = { size: 7, bold: true, colour: ACCENT } as const

/** Draws one page; `number` and `count` start at 1. */
export function drawPage(pen: Pen, input: StatementInput, page: StatementPage, number: number, count: number): void {
  if (number === 1) drawFirstHead(pen, input)
  else drawHead(pen, input)
  const top = number === 1 ? FIRST_TABLE_TOP : OTHER_TABLE_TOP
  let y = top
  if (page.rows.length > 0) {
    drawTableHead(pen, top)
    y = page.rows.reduce((at, row, index) => drawRow(pen, row, at, index), top + TABLE_HEAD)
  }
  if (page.hasTotals) y = drawTotals(pen, input, y)
  drawNote(pen, page.note, y)
  drawMark(pen, input)
  drawFooter(pen, number, count)
}

function drawFirstHead(pen: Pen, input: StatementInput): void {
  const { clinic, statement } = input
  const right = pen.width - MARGIN
  const half = (right - MARGIN) * 0.56
  pen.fill(0, 0, pen.width, 7, ACCENT)
  let y = 52
  for (const line of wrap(clinic.name, half, pen.measure({ size: 15, bold: true })).slice(0, 2)) {
    pen.text(line, MARGIN, y, { size: 15, bold: true, colour: ACCENT })
    y += 18
  }
  const details = [clinic.address, clinic.phone && `Phone ${clinic.phone}`, clinic.tin && `TIN ${clinic.tin}`]
  for (const line of details.flatMap((detail) => (detail ? wrap(detail, half, pen.measure(SMALL)) : [])).slice(0, 4)) {
    pen.text(line, MARGIN, y - 2, SMALL)
    y += LINE_HEIGHT
  }
  pen.textRight('STATEMENT OF ACCOUNT', right, 50, { size: 12, bold: true })
  pen.textRight(statement.number, right, 67, { size: 10, bold: true, colour: ACCENT })
  pen.textRight(`Issued ${printedInstant(statement.issued_at, zoneOf(input))}`, right, 82, SMALL)
  pen.textRight(`Period ${periodOf(input)}`, right, 94, SMALL)
  drawPatient(pen, input)
}

/** The zone is the clinic's; only statements of clinics that never set one print Manila days. */
function zoneOf(input: StatementInput): string {
  return input.clinic.timezone ?? 'Asia/Manila'
}

function periodOf({ statement }: StatementInput): string {
  return `${printedDay(statement.from_date)} to ${printedDay(statement.to_date)}`
}

function drawPatient(pen: Pen, input: StatementInput): void {
  const { patient, statement } = input
  const right = pen.width - MARGIN
  const summaryLeft = right - 196
  pen.fill(MARGIN, PATIENT_TOP, right - MARGIN, PATIENT_HEIGHT, TINT)
  pen.text('PATIENT', MARGIN + 12, PATIENT_TOP + 18, LABEL)
  const width = summaryLeft - MARGIN - 36
  let y = PATIENT_TOP + 34
  for (const line of wrap(statement.patient_name || patient.name, width, pen.measure({ size: 11, bold: true })).slice(0, 2)) {
    pen.text(line, MARGIN + 12, y, { size: 11, bold: true })
    y += 14
  }
  const details = [...wrap(patient.address, width, pen.measure(SMALL)).slice(0, 2), patient.chartNumber && `Chart no. ${patient.chartNumber}`]
  for (const line of details.filter(Boolean)) {
    pen.text(line, MARGIN + 12, y, SMALL)
    y += LINE_HEIGHT
  }
  drawSummary(pen, input, summaryLeft, right - 12)
}

function drawSummary(pen: Pen, { statement }: StatementInput, left: number, right: number): void {
  pen.text('SUMMARY', left, PATIENT_TOP + 18, LABEL)
  const parts: [string, string][] = [
    ['Opening balance', formatPeso(statement.opening_centavos)],
    ['Charges', formatPeso(statement.charges_centavos)],
    ['Payments and credits', formatPeso(0 - statement.credits_centavos)],
  ]
  let y = PATIENT_TOP + 34
  for (const [label, amount] of parts) {
    pen.text(label, left, y, BODY)
    pen.textRight(amount, right, y, BODY)
    y += 13
  }
  pen.rule(left, y - 7, right - left)
  pen.text(dueLabel(statement.closing_centavos), left, y + 7, { size: 9.5, bold: true })
  pen.textRight(formatPeso(statement.closing_centavos), right, y + 7, { size: 9.5, bold: true, colour: ACCENT })
}

function dueLabel(closing: number): string {
  return closing < 0 ? 'Credit balance' : 'Balance due'
}

/** Head of the second and later pages: whose statement this sheet belongs to. */
function drawHead(pen: Pen, input: StatementInput): void {
  const right = pen.width - MARGIN
  pen.fill(0, 0, pen.width, 7, ACCENT)
  const name = { size: 10, bold: true, colour: ACCENT }
  pen.text(wrap(input.clinic.name, (right - MARGIN) * 0.5, pen.measure(name))[0] ?? '', MARGIN, 46, name)
  pen.textRight(`Statement ${input.statement.number}`, right, 46, { size: 9, bold: true })
  const patient = input.statement.patient_name || input.patient.name
  pen.text(wrap(patient, (right - MARGIN) * 0.5, pen.measure(SMALL))[0] ?? '', MARGIN, 61, SMALL)
  pen.textRight(`Period ${periodOf(input)}`, right, 61, SMALL)
  pen.rule(MARGIN, 72, right - MARGIN)
}

function drawTableHead(pen: Pen, top: number): void {
  const columns = columnsOf(pen.width)
  const style = { size: 8, bold: true, colour: ACCENT }
  const y = top + 13
  pen.text('Date', columns.date, y, style)
  pen.text('Description', columns.description, y, style)
  pen.textRight('Charge', columns.charge, y, style)
  pen.textRight('Payment', columns.payment, y, style)
  pen.textRight('Balance', columns.balance, y, style)
  pen.rule(MARGIN, top + 20, columns.right - MARGIN, { thickness: 1.2, colour: ACCENT })
}

/** Returns where the next row starts. */
function drawRow(pen: Pen, row: TableRow, top: number, index: number): number {
  const columns = columnsOf(pen.width)
  if (index % 2 === 1) pen.fill(MARGIN, top, columns.right - MARGIN, row.height, TINT)
  const style = { size: TEXT_SIZE, bold: row.isBold }
  const y = top + LINE_HEIGHT + 1.5
  pen.text(row.date, columns.date, y, { ...style, colour: row.isBold ? INK : MUTED })
  row.lines.forEach((line, at) => pen.text(line, columns.description, y + at * LINE_HEIGHT, style))
  pen.textRight(row.charge, columns.charge, y, style)
  pen.textRight(row.payment, columns.payment, y, style)
  pen.textRight(row.balance, columns.balance, y, style)
  return top + row.height
}

function drawTotals(pen: Pen, input: StatementInput, top: number): number {
  const { statement } = input
  const columns = columnsOf(pen.width)
  const labels = columns.charge - 118
  pen.rule(MARGIN, top + 2, columns.right - MARGIN, { thickness: 1.2, colour: ACCENT })
  const totals: [string, string][] = [
    ['Total charges', formatPeso(statement.charges_centavos)],
    ['Total payments and credits', formatPeso(statement.credits_centavos)],
  ]
  totals.forEach(([label, amount], index) => {
    pen.text(label, labels, top + 20 + index * 15, BODY)
    pen.textRight(amount, columns.balance, top + 20 + index * 15, BODY)
  })
  pen.fill(labels - 10, top + 44, columns.right - labels + 10, 24, TINT)
  pen.text(dueLabel(statement.closing_centavos), labels, top + 60, { size: 10.5, bold: true })
  pen.textRight(formatPeso(statement.closing_centavos), columns.balance, top + 60, { size: 10.5, bold: true, colour: ACCENT })
  if (input.issuedByName) pen.text(`Issued by ${input.issuedByName}`, MARGIN + 8, top + 20, SMALL)
  return top + TOTALS_HEIGHT
}

function drawNote(pen: Pen, lines: readonly string[], top: number): void {
  lines.forEach((line, index) => {
    const isHeading = index === 0 && line === 'Note'
    pen.text(line, MARGIN, top + (index + 1) * LINE_HEIGHT, isHeading ? LABEL : { size: NOTE_SIZE })
  })
}

/** Says so on every page when the sheet is not the original, or no longer stands. */
function drawMark(pen: Pen, input: StatementInput): void {
  const mark = input.statement.is_voided ? 'VOID' : input.reprint ? 'REPRINT' : null
  if (!mark) return
  const style = { size: 10, bold: true, colour: WARNING }
  const width = pen.measure(style)(mark)
  const left = (pen.width - width) / 2
  pen.frame(left - 9, 16, width + 18, 19, WARNING)
  pen.text(mark, left, 29.5, style)
}

function drawFooter(pen: Pen, number: number, count: number): void {
  const y = pen.height - FOOTER_SPACE + 24
  const right = pen.width - MARGIN
  pen.rule(MARGIN, y - 12, right - MARGIN)
  pen.text(FOOTER, MARGIN, y, { size: 7.5, colour: MUTED })
  pen.textRight(`Page ${number} of ${count}`, right, y, { size: 7.5, colour: MUTED })
}
