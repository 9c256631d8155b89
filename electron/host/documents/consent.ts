import { PDFDocument } from 'pdf-lib'
import { SIGNATURE_BOX } from '../../../shared/domain/consent.ts'
import { formatTime, localOf } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { embedFonts } from './fonts.ts'
import { ACCENT, MUTED, Pen, RULE, WARNING } from './pen.ts'
import { MARGIN, PAPER, printedDay } from './statement-layout.ts'
import type { Paper } from './statement-layout.ts'
import { wrap, wrapParagraphs } from './wrap.ts'

export interface ConsentInput {
  consent: Row<'consents'>
  clinic: { name: string; address: string; phone: string; timezone: string }
  patient: { name: string; birthDate: string | null; chartNumber: string }
  recordedByName: string
  paper?: Paper
}

const TEXT = { size: 10 } as const
const SMALL = { size: 8, colour: MUTED } as const
const LINE = 14
const TOP = 118
const BOTTOM = 58
const SIGNATURE_HEIGHT = 178

/** A consent as it was signed, with its signature, as PDF. Prints what the row holds and nothing newer; the same input gives the same bytes. */
export async function renderConsent(input: ConsentInput): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  describe(pdf, input)
  const fonts = await embedFonts(pdf)
  const [width, height] = PAPER[input.paper ?? 'a4']
  const widths = new Map<string, number>()
  const turn = () => new Pen(pdf.addPage([width, height]), fonts, widths)
  const first = turn()
  const pages = layOut(wrapParagraphs(input.consent.body, width - 2 * MARGIN, first.measure(TEXT)), height)
  for (const [index, lines] of pages.entries()) {
    const pen = index === 0 ? first : turn()
    drawHead(pen, input)
    lines.forEach((line, row) => pen.text(line, MARGIN, TOP + row * LINE, TEXT))
    if (index === pages.length - 1) drawSignature(pen, input, TOP + lines.length * LINE + 12)
    pen.textRight(`Page ${index + 1} of ${pages.length}`, pen.width - MARGIN, pen.height - 28, SMALL)
  }
  return pdf.save({ objectsPerTick: 50 })
}

/** Lines by page; the signature never stands on a page without words of what it signs. */
function layOut(lines: readonly string[], height: number): string[][] {
  const perPage = Math.floor((height - TOP - BOTTOM) / LINE)
  const withSignature = Math.floor((height - TOP - BOTTOM - SIGNATURE_HEIGHT) / LINE)
  const pages: string[][] = []
  let rest = [...lines]
  while (rest.length > withSignature) {
    const taken = Math.min(perPage, rest.length - 1)
    pages.push(rest.slice(0, taken))
    rest = rest.slice(taken)
  }
  return [...pages, rest]
}

function describe(pdf: PDFDocument, { clinic, consent }: ConsentInput): void {
  const signed = new Date(consent.signed_at)
  pdf.setTitle('Consent', { showInWindowTitleBar: true })
  pdf.setAuthor(clinic.name)
  pdf.setCreator('Chairside')
  pdf.setProducer('Chairside')
  pdf.setLanguage('en-PH')
  pdf.setCreationDate(signed)
  pdf.setModificationDate(signed)
}

/** Clinic, heading and patient on every page: a page that is torn off still says whose it is. */
function drawHead(pen: Pen, { clinic, consent, patient }: ConsentInput): void {
  const right = pen.width - MARGIN
  pen.fill(0, 0, pen.width, 7, ACCENT)
  const title = wrap(consent.title, right - MARGIN, pen.measure({ size: 14, bold: true }))[0] ?? ''
  pen.text(title, MARGIN, 46, { size: 14, bold: true, colour: ACCENT })
  pen.text([clinic.name, clinic.address, clinic.phone].filter(Boolean).join(' · '), MARGIN, 62, SMALL)
  const facts = [patient.name, patient.birthDate && `born ${printedDay(patient.birthDate)}`, patient.chartNumber && `chart no. ${patient.chartNumber}`]
  pen.text(facts.filter(Boolean).join(', '), MARGIN, 82, { size: 10, bold: true })
  pen.rule(MARGIN, 92, right - MARGIN)
  if (consent.revoked_at) pen.textRight('REVOKED', right, 46, { size: 12, bold: true, colour: WARNING })
}

function drawSignature(pen: Pen, { consent, clinic, recordedByName }: ConsentInput, top: number): void {
  const half = (pen.width - 2 * MARGIN) / 2 - 12
  const scale = Math.min(half / SIGNATURE_BOX.width, 72 / SIGNATURE_BOX.height)
  if (consent.method === 'drawn') pen.strokes(consent.strokes, MARGIN, top, scale)
  else pen.text(`Signed by typing the full name: ${consent.signed_by}`, MARGIN, top + 60, { size: 10, bold: true })
  const line = top + 78
  pen.rule(MARGIN, line, half, { colour: RULE })
  pen.text(consent.signer_relation ? `${consent.signed_by}, ${consent.signer_relation} of the patient` : consent.signed_by, MARGIN, line + 14, TEXT)
  const at = localOf(consent.signed_at, clinic.timezone)
  pen.text(`Signed ${printedDay(at.date)}, ${formatTime(at.minute)}`, MARGIN, line + 28, SMALL)
  const column = MARGIN + half + 24
  pen.rule(column, line, half, { colour: RULE })
  pen.text(consent.witness_name || 'No witness named', column, line + 14, TEXT)
  pen.text('Witness', column, line + 28, SMALL)
  if (recordedByName) pen.text(`Taken by ${recordedByName}`, MARGIN, line + 48, SMALL)
  if (!consent.revoked_at) return
  const revoked = `Revoked ${printedDay(localOf(consent.revoked_at, clinic.timezone).date)}: ${consent.revoke_reason}`
  for (const [row, text] of wrap(revoked, pen.width - 2 * MARGIN, pen.measure({ size: 9, bold: true })).slice(0, 3).entries()) pen.text(text, MARGIN, line + 66 + row * 12, { size: 9, bold: true, colour: WARNING })
}
