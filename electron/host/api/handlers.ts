import { v7 as uuidv7 } from 'uuid'
import { mutators } from '../../../shared/mutators/index.ts'
import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import type { clinicApi, MethodName } from '../../../shared/protocol/clinic-api.ts'
import type { z } from 'zod'
import type { Desk } from '../desk.ts'
import { enrolledDesk } from '../desk.ts'
import type { DraftKey } from '../drafts/drafts.ts'
import { diagnostics } from '../diagnostics.ts'
import type { Session } from '../session.ts'
import { createBackup, restoreBackup } from './backups.ts'
import { consentPdf, dayPdf, statementPdf } from './documents.ts'
import { savePerson } from './people.ts'
import { sendReminder } from '../reminders/send.ts'
import { createManager, enrolWithCode, enrolWithPassword } from './setup.ts'

export interface Caller {
  desk: Desk
  session: Session
  /** Gives this window the session it had under its id, if there is one. */
  attach: (window: string) => void
}

type Input<N extends MethodName> = z.output<(typeof clinicApi)[N]['input']>
type Handlers = { [N in MethodName]: (caller: Caller, input: Input<N>) => unknown }

/** Billing is for those who may read it, at desks that hold it. */
function mayReadBilling({ desk, session }: Caller): boolean {
  return enrolledDesk(desk).profile !== 'chairside' && session.require().permissions.includes('billing.read')
}

function requireBilling(caller: Caller): void {
  caller.session.require('billing.read')
  if (!mayReadBilling(caller)) throw new ApiError('forbidden', 'This PC does not hold the accounts. Use a front-desk PC.')
}

/** The draft of the person signed in; nobody asks for another's. */
function ownDraft({ session }: Caller, { kind, patientId }: { kind: string; patientId: string }): DraftKey {
  return { userId: session.require('patients.write').id, kind, subjectId: patientId }
}

const now = () => new Date().toISOString()

/** What the host does for each call of the ClinicApi. Inputs are validated before they get here. */
export const handlers: Handlers = {
  'session.state': ({ session }) => session.state(),
  'session.attach': (caller, { window }) => {
    caller.attach(window)
    return caller.session.state()
  },
  'session.signIn': ({ session }, { username, password }) => session.signIn(username, password),
  'session.signOut': ({ session }) => {
    session.signOut()
    return null
  },
  'setup.enrol': ({ desk }, input) => enrolWithPassword(desk, input),
  'setup.enrolByCode': ({ desk }, input) => enrolWithCode(desk, input),
  'setup.createManager': ({ desk }, input) => createManager(desk, input),
  'sync.status': ({ desk }) => desk.status.now,
  'sync.now': ({ desk }) => desk.sendNow(),
  'sync.outbox': ({ desk }) => desk.threads.query('sync.outbox'),
  'sync.desks': ({ desk }) => desk.threads.query('sync.desks'),
  'sync.diagnostics': ({ desk }) => diagnostics(desk),
  'sync.returned': ({ desk }) => desk.threads.query('sync.returned'),

  'clinic.reference': ({ desk }) => desk.threads.query('clinic.reference'),
  'schedule.day': ({ desk }, input) => desk.threads.query('schedule.day', input),
  'schedule.week': ({ desk }, input) => desk.threads.query('schedule.week', input),
  'schedule.setup': ({ desk }, input) => desk.threads.query('schedule.setup', input),
  'schedule.dayPdf': ({ desk }, input) => dayPdf(desk, input),
  'schedule.freeSlots': ({ desk }, input) => desk.threads.query('schedule.freeSlots', input),
  'patients.search': (caller, input) => caller.desk.threads.query('patients.search', { ...input, now: now(), showsBalance: mayReadBilling(caller) }),
  'patients.page': (caller, input) => caller.desk.threads.query('patients.page', { ...input, now: now(), showsBalance: mayReadBilling(caller) }),
  'patients.similar': ({ desk }, input) => desk.threads.query('patients.similar', { ...input, now: now() }),
  'patients.duplicates': ({ desk }) => desk.threads.query('patients.duplicates', { now: now() }),
  'patients.mergePreview': (caller, input) => caller.desk.threads.query('patients.mergePreview', { ...input, now: now(), showsBalance: mayReadBilling(caller) }),
  'patients.photo': ({ desk }, input) => desk.threads.query('patients.photo', input),
  'patients.alerts': ({ desk }, input) => desk.threads.query('patients.alerts', input),
  'patients.history': ({ desk }, input) => desk.threads.query('patients.history', input),
  'consents.view': ({ desk }, input) => desk.threads.query('consents.view', input),
  'consents.templates': ({ desk }) => desk.threads.query('consents.templates'),
  'consents.pdf': ({ desk }, input) => consentPdf(desk, input),
  'drafts.read': (caller, input) => caller.desk.drafts.read(ownDraft(caller, input)),
  'drafts.keep': (caller, input) => caller.desk.drafts.keep(ownDraft(caller, input), input.content),
  'drafts.drop': (caller, input) => {
    caller.desk.drafts.drop(ownDraft(caller, input))
    return null
  },
  'chart.view': ({ desk }, input) => desk.threads.query('chart.view', input),
  'billing.overview': (caller) => {
    requireBilling(caller)
    return caller.desk.threads.query('billing.overview', { now: now() })
  },
  'billing.account': (caller, input) => {
    requireBilling(caller)
    return caller.desk.threads.query('billing.account', input)
  },
  'billing.statementPdf': (caller, input) => {
    requireBilling(caller)
    return statementPdf(caller.desk, input)
  },
  'inventory.list': ({ desk }) => desk.threads.query('inventory.list'),
  'inventory.item': ({ desk }, input) => desk.threads.query('inventory.item', input),
  'frontDesk.settings': ({ desk }) => desk.threads.query('frontDesk.settings'),
  'frontDesk.urgent': ({ desk }, input) => desk.threads.query('frontDesk.urgent', input),
  'frontDesk.counts': ({ desk }, input) => desk.threads.query('frontDesk.counts', input),
  'frontDesk.waiting': ({ desk }, input) => desk.threads.query('frontDesk.waiting', input),
  'frontDesk.requests': ({ desk }) => desk.threads.query('frontDesk.requests'),
  'frontDesk.unscheduled': ({ desk }, input) => desk.threads.query('frontDesk.unscheduled', input),
  'frontDesk.asap': ({ desk }) => desk.threads.query('frontDesk.asap'),
  'frontDesk.asapMatches': ({ desk }, input) => desk.threads.query('frontDesk.asapMatches', input),
  'frontDesk.planned': ({ desk }, input) => desk.threads.query('frontDesk.planned', input),
  'frontDesk.confirmations': ({ desk }, input) => desk.threads.query('frontDesk.confirmations', input),
  'frontDesk.recalls': ({ desk }, input) => desk.threads.query('frontDesk.recalls', input),
  'frontDesk.reminders': ({ desk }, input) => desk.threads.query('frontDesk.reminders', input),
  'notifications.list': ({ desk, session }) => {
    const { id: userId, isDentist } = session.require()
    return desk.threads.query('notifications.list', { userId, isDentist, now: now() })
  },
  'reminders.provider': ({ desk }) => ({ kind: desk.options.reminders?.kind ?? 'none' }),
  'reminders.send': ({ desk, session }, input) => sendReminder(desk, session.require('schedule.write').id, input),
  'outage.list': ({ desk }) => desk.packs.list(),
  'outage.make': ({ desk }) => desk.packs.make(),
  'outage.open': ({ desk }, { name }) => desk.packs.open(name),
  'attention.list': ({ desk }) => desk.threads.query('attention.list'),
  'people.save': ({ desk, session }, input) => savePerson(desk, session.require('settings.write'), input),

  'backups.list': ({ desk, session }) => {
    session.require('settings.write')
    return desk.backups.list()
  },
  'backups.create': ({ desk, session }) => {
    session.require('settings.write')
    return createBackup(desk)
  },
  'backups.restore': ({ desk, session }, { name }) => {
    session.require('settings.write')
    return restoreBackup(desk, name)
  },
  'backups.noticeRead': ({ desk }) => desk.noticeRead(),

  mutate: async ({ desk, session }, { name, input }) => {
    const mutator = mutators.get(name)
    if (!mutator) throw new ApiError('invalid', 'This program does not know this kind of change.', 'unknown_mutation')
    const { id: actor } = session.require(mutator.permission)
    const mutationId = uuidv7()
    return { mutationId, input: await desk.mutate({ id: mutationId, name, input, actor, at: now() }) }
  },
}
