import { setImmediate } from 'node:timers/promises'
import { PDFDocument } from 'pdf-lib'
import type { Row } from '../../../shared/schema/index.ts'
import { embedFonts } from './fonts.ts'
import { Pen } from './pen.ts'
import { drawPage } from './statement-drawing.ts'
import { layOut, PAPER, TEXT_SIZE } from './statement-layout.ts'
import type { Paper } from './statement-layout.ts'

export interface StatementInput {
  /** `timezone` is the IANA zone in which the day of issue is printed; Asia/Manila when absent. */
  clinic: { name: string; address: string; phone: string; tin: string; timezone?: string }
  patient: { name: string; address: string; chartNumber: string }
  /** The statement as it was handed out; amounts in centavos. */
  statement: Row<'statements'>
  issuedByName: string
  /** Marks every page as a copy of one handed out before. */
  reprint?: boolean
  paper?: Paper
}

/**
 * A statement of account as PDF. Prints only what the statement row holds, so that a reprint says what the
 * original said. Lets other work run between pages. The same input gives the same bytes.
 */
export async function renderStatement(input: StatementInput): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  describe(pdf, input)
  const fonts = await embedFonts(pdf)
  const [width, height] = PAPER[input.paper ?? 'a4']
  const widths = new Map<string, number>()
  // Measuring needs a pen before the number of pages is known; the first page serves.
  const first = new Pen(pdf.addPage([width, height]), fonts, widths)
  const pages = layOut(input.statement, height, width, first.measure({ size: TEXT_SIZE }))
  for (const [index, page] of pages.entries()) {
    const pen = index === 0 ? first : new Pen(pdf.addPage([width, height]), fonts, widths)
    drawPage(pen, input, page, index + 1, pages.length)
    await setImmediate()
  }
  return pdf.save({ objectsPerTick: 50 })
}

/** What file managers show: the number of the statement, never whose it is. */
function describe(pdf: PDFDocument, { clinic, statement }: StatementInput): void {
  const issued = new Date(statement.issued_at)
  pdf.setTitle(`Statement ${statement.number}`, { showInWindowTitleBar: true })
  pdf.setSubject('Statement of account')
  pdf.setAuthor(clinic.name)
  pdf.setCreator('Chairside')
  pdf.setProducer('Chairside')
  pdf.setLanguage('en-PH')
  pdf.setCreationDate(issued)
  pdf.setModificationDate(issued)
}
