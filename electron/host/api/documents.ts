import type { DocumentOperations } from '../documents/documents.worker.ts'
import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import type { PdfFile } from '../../../shared/protocol/views.ts'
import type { Desk } from '../desk.ts'
import { Thread } from '../store/rpc.ts'
import { workerUrl } from '../worker-url.ts'

let documents: Thread<DocumentOperations> | undefined

function thread(): Thread<DocumentOperations> {
  documents ??= new Thread<DocumentOperations>(workerUrl('documents'), null, () => (documents = undefined))
  return documents
}

/** The schedule of a day as PDF, as it stands now. */
export async function dayPdf(desk: Desk, { date }: { date: string }): Promise<PdfFile> {
  const [view, { clinic }] = await Promise.all([desk.threads.query('schedule.day', { date }), desk.threads.query('clinic.reference')])
  const bytes = await thread().call('day', { clinicName: clinic.name, view, now: new Date().toISOString() })
  return { fileName: `schedule-${date}.pdf`, base64: Buffer.from(bytes).toString('base64') }
}

/** The schedules of some days in one PDF, as they stand now. */
export async function packPdf(desk: Desk, dates: readonly string[]): Promise<Uint8Array> {
  const { clinic } = await desk.threads.query('clinic.reference')
  const views = await Promise.all(dates.map((date) => desk.threads.query('schedule.day', { date })))
  return thread().call('pack', { clinicName: clinic.name, views, now: new Date().toISOString() })
}

/** The PDF of a statement as it was issued, drawn off the host's own thread. */
export async function statementPdf(desk: Desk, { statementId, reprint }: { statementId: string; reprint: boolean }): Promise<PdfFile> {
  const source = await desk.threads.query('billing.statementSource', { statementId })
  if (!source) throw new ApiError('refused', 'That statement is not known here.', 'not_found')
  const bytes = await thread().call('statement', { ...source, reprint })
  // The number names the file; the patient's name would end up in download lists and print queues.
  return { fileName: `${source.statement.number}.pdf`, base64: Buffer.from(bytes).toString('base64') }
}

/** The PDF of a consent as it was signed. */
export async function consentPdf(desk: Desk, { consentId }: { consentId: string }): Promise<PdfFile> {
  const source = await desk.threads.query('consents.source', { consentId })
  if (!source) throw new ApiError('refused', 'That consent is not known here.', 'not_found')
  documents ??= new Thread<DocumentOperations>(workerUrl('documents'), null, () => (documents = undefined))
  const bytes = await documents.call('consent', source)
  return { fileName: `consent-${consentId.slice(-8)}.pdf`, base64: Buffer.from(bytes).toString('base64') }
}
