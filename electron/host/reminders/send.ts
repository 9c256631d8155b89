import { v7 as uuidv7 } from 'uuid'
import { fillTemplate } from '../../../shared/domain/front-desk.ts'
import { sendingId } from '../../../shared/mutators/front-desk/reminders.ts'
import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import type { Desk } from '../desk.ts'
import { enrolledDesk } from '../desk.ts'
import { send } from './provider.ts'

const CONFIRM_MS = 15_000
const STEP_MS = 100

/**
 * Sends one reminder through the provider of this PC. First the centre must have taken this desk's claim: with two desks
 * sending at once, one of them sends. What came of it is written down; nothing is sent without that entry.
 */
export async function sendReminder(desk: Desk, actor: string, { appointmentId, startsAt }: { appointmentId: string; startsAt: string }): Promise<{ ok: boolean; detail: string }> {
  const { reminders: provider } = desk.options
  if (!provider) throw new ApiError('refused', 'No provider for reminders is set up on this PC. Copy or print the text instead.', 'no_provider')
  if (desk.status.now.network !== 'online') throw new ApiError('offline', 'Reminders are sent only while the clinic’s server can be reached, so that no patient gets one twice. Copy the text, or try again later.')
  const about = await desk.threads.query('frontDesk.reminder', { appointmentId })
  if (!about?.phone) throw new ApiError('refused', 'The patient has no phone number.', 'no_phone')
  const text = fillTemplate(about.template, about.values)
  await write(desk, actor, 'reminder.claim', { appointmentId, startsAt })
  const id = sendingId(appointmentId, startsAt)
  if (!(await isOurs(desk, id))) {
    // Changes nothing where another desk holds the claim: that desk says what came of it.
    await write(desk, actor, 'reminder.finish', { id, outcome: 'failed', detail: 'The clinic’s server did not confirm it in time. Nothing was sent.' }).catch(() => {})
    throw new ApiError('refused', 'It was not sent: the clinic’s server did not confirm it in time, or another desk is sending it.', 'not_confirmed')
  }
  const sent = await send(provider, { to: about.phone, text, reference: id })
  const detail = sent.ok ? '' : sent.detail
  await write(desk, actor, 'reminder.finish', { id, outcome: sent.ok ? 'done' : 'failed', detail })
  return { ok: sent.ok, detail }
}

function write(desk: Desk, actor: string, name: 'reminder.claim' | 'reminder.finish', input: object): Promise<unknown> {
  return desk.mutate({ id: uuidv7(), name, input, actor, at: new Date().toISOString() })
}

/** Waits until the centre's rows contain the claim; false when it is another desk's or does not come. */
async function isOurs(desk: Desk, id: string): Promise<boolean> {
  const { deviceId } = enrolledDesk(desk)
  for (const end = Date.now() + CONFIRM_MS; Date.now() < end; ) {
    const claim = await desk.threads.query('frontDesk.claim', { id })
    if (claim && claim.clientId !== deviceId) return false
    if (claim && !claim.isWaiting) return claim.state === 'claimed'
    await new Promise((resolve) => setTimeout(resolve, STEP_MS))
  }
  return false
}
