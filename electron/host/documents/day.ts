import { setImmediate } from 'node:timers/promises'
import { PDFDocument } from 'pdf-lib'
import type { DayView } from '../../../shared/protocol/views.ts'
import { embedFonts } from './fonts.ts'
import { ACCENT, INK, MUTED, Pen, TINT } from './pen.ts'
import { DAY_COLUMNS, FOOT_HEIGHT, HEAD_HEIGHT, layOutDay } from './day-layout.ts'
import type { DayLine, DayRow } from './day-layout.ts'
import { LINE_HEIGHT, MARGIN, PAPER, printedDay, printedInstant, TEXT_SIZE } from './statement-layout.ts'

export interface DayInput {
  clinicName: string
  view: DayView
  /** When it is printed, for the foot of each sheet. */
  now: string
}

const HEADS = { time: 'Time', patient: 'Patient', service: 'Service', dentist: 'Dentist', state: 'Status' } as const
const BODY = { size: TEXT_SIZE } as const

/**
 * The day's schedule for A4 paper: chair by chair, the heads repeated on every sheet, sheets numbered. Holds
 * names and phone numbers, so it belongs into no folder that others read.
 */
export async function renderDay(input: DayInput): Promise<Uint8Array> {
  return renderDays(`Schedule of ${printedDay(input.view.date)}`, [input])
}

/** Several days in one file, for when the program cannot be asked: each day begins on a sheet of its own. */
export async function renderPack({ clinicName, views, now }: { clinicName: string; views: readonly DayView[]; now: string }): Promise<Uint8Array> {
  const days = views.map((view) => printedDay(view.date))
  return renderDays(`Outage pack, ${days[0]} to ${days.at(-1)}`, views.map((view) => ({ clinicName, view, now })))
}

async function renderDays(title: string, days: readonly DayInput[]): Promise<Uint8Array> {
  const { clinicName, now } = days[0]!
  const pdf = await PDFDocument.create({ updateMetadata: false })
  pdf.setTitle(title, { showInWindowTitleBar: true })
  pdf.setAuthor(clinicName)
  pdf.setCreator('Chairside')
  pdf.setProducer('Chairside')
  pdf.setLanguage('en-PH')
  pdf.setCreationDate(new Date(now))
  pdf.setModificationDate(new Date(now))
  const fonts = await embedFonts(pdf)
  const [width, height] = PAPER.a4
  const widths = new Map<string, number>()
  // Measuring needs a pen before any number of pages is known; the first page serves.
  const first = new Pen(pdf.addPage([width, height]), fonts, widths)
  const sheets = days.flatMap((day) => layOutDay(day.view, { width, height }, first.measure(BODY)).map((lines) => ({ day, lines })))
  for (const [index, { day, lines }] of sheets.entries()) {
    const pen = index === 0 ? first : new Pen(pdf.addPage([width, height]), fonts, widths)
    drawHead(pen, day)
    lines.reduce((top, line) => drawLine(pen, line, top), HEAD_HEIGHT)
    drawFoot(pen, day, `Page ${index + 1} of ${sheets.length}`)
    await setImmediate()
  }
  return pdf.save({ objectsPerTick: 50 })
}

function drawHead(pen: Pen, { clinicName, view }: DayInput): void {
  const right = pen.width - MARGIN
  const booked = view.appointments.filter((one) => one.status !== 'cancelled' && one.status !== 'missed').length
  pen.fill(0, 0, pen.width, 7, ACCENT)
  pen.text(`Schedule of ${printedDay(view.date)}`, MARGIN, 42, { size: 14, bold: true, colour: ACCENT })
  pen.textRight(clinicName, right, 36, { size: 9, bold: true })
  pen.textRight(`${booked === 1 ? '1 appointment' : `${booked} appointments`}${view.closedDay ? ` · closed: ${view.closedDay}` : ''}`, right, 49, { size: 8, colour: MUTED })
  pen.rule(MARGIN, 58, right - MARGIN, { thickness: 1.2, colour: ACCENT })
}

function drawLine(pen: Pen, line: DayLine, top: number): number {
  if (line.kind === 'row') return drawRow(pen, line, top)
  pen.text(line.isContinued ? `${line.title} (continued)` : line.title, MARGIN, top + 16, { size: 11, bold: true })
  for (const [name, x] of Object.entries(DAY_COLUMNS) as [keyof typeof DAY_COLUMNS, number][]) pen.text(HEADS[name], x, top + 33, { size: 7.5, bold: true, colour: ACCENT })
  pen.rule(MARGIN, top + 39, pen.width - MARGIN * 2)
  return top + line.height
}

function drawRow(pen: Pen, row: DayRow, top: number): number {
  const y = top + LINE_HEIGHT
  if (row.isOff) pen.fill(MARGIN - 4, top, pen.width - MARGIN * 2 + 8, row.height - 1, TINT)
  const colour = row.isOff ? MUTED : INK
  let lines = 0
  for (const [name, x] of Object.entries(DAY_COLUMNS) as [keyof typeof DAY_COLUMNS, number][]) {
    row.cells[name].forEach((text, index) => pen.text(text, x, y + index * LINE_HEIGHT, { ...BODY, colour, bold: name === 'patient' && index === 0 && !row.isOff }))
    lines = Math.max(lines, row.cells[name].length)
  }
  row.notes.forEach((text, index) => pen.text(text, DAY_COLUMNS.patient, y + (lines + index) * LINE_HEIGHT, { ...BODY, colour: MUTED }))
  pen.rule(MARGIN, top + row.height - 1, pen.width - MARGIN * 2, { thickness: 0.4 })
  return top + row.height
}

function drawFoot(pen: Pen, { view, now }: DayInput, page: string): void {
  const y = pen.height - FOOT_HEIGHT + 18
  const style = { size: 7.5, colour: MUTED }
  pen.text(`Printed ${printedInstant(now, view.timezone)}. Keep from the sight of others. * another day`, MARGIN, y, style)
  pen.textRight(page, pen.width - MARGIN, y, style)
}
