import * as billing from './billing.ts'
import * as clinic from './clinic.ts'
import * as frontDesk from './front-desk/index.ts'
import * as inventory from './inventory.ts'
import * as notifications from './notifications.ts'
import * as duplicates from './duplicates.ts'
import * as records from './patient-record.ts'
import { search } from './patient-search.ts'
import * as patients from './patients.ts'
import * as schedule from './schedule.ts'
import * as finding from './find-time.ts'
import * as sync from './sync.ts'
import * as session from './session.ts'
import * as timetable from './timetable.ts'

/** Every question a reader thread answers, by name. */
export const queries = {
  'session.credential': session.credential,
  'session.person': session.person,
  'session.desk': session.desk,
  'session.deskCard': session.deskCard,
  'session.openAttention': session.openAttention,
  'sync.outbox': sync.outbox,
  'sync.desks': sync.desks,
  'sync.figures': sync.figures,
  'sync.returned': session.returned,
  'clinic.reference': clinic.reference,
  'attention.list': clinic.attention,
  'schedule.day': schedule.day,
  'schedule.week': schedule.week,
  'schedule.setup': timetable.setup,
  'schedule.freeSlots': finding.freeSlots,
  'patients.search': search,
  'patients.similar': duplicates.similar,
  'patients.duplicates': duplicates.duplicates,
  'patients.mergePreview': records.mergePreview,
  'patients.photo': records.photo,
  'patients.alerts': records.alerts,
  'patients.history': records.history,
  'consents.view': records.consents,
  'consents.templates': records.templates,
  'consents.source': records.consentSource,
  'patients.page': patients.page,
  'chart.view': patients.chart,
  'billing.overview': billing.overview,
  'billing.account': billing.account,
  'billing.statementSource': billing.statementSource,
  'inventory.list': inventory.list,
  'inventory.item': inventory.detail,
  'frontDesk.settings': frontDesk.settings,
  'frontDesk.counts': frontDesk.counts,
  'frontDesk.urgent': frontDesk.urgent,
  'frontDesk.waiting': frontDesk.waiting,
  'frontDesk.requests': frontDesk.requests,
  'frontDesk.unscheduled': frontDesk.unscheduled,
  'frontDesk.asap': frontDesk.asap,
  'frontDesk.asapMatches': frontDesk.asapMatches,
  'frontDesk.planned': frontDesk.planned,
  'frontDesk.confirmations': frontDesk.confirmations,
  'frontDesk.recalls': frontDesk.recalls,
  'frontDesk.reminders': frontDesk.reminders,
  'frontDesk.packPlan': frontDesk.packPlan,
  'frontDesk.reminder': frontDesk.reminder,
  'frontDesk.claim': frontDesk.claim,
  'notifications.list': notifications.list,
} as const

export type QueryId = keyof typeof queries
export type QueryArguments<Q extends QueryId> = Parameters<(typeof queries)[Q]> extends [unknown, infer A] ? A : undefined
export type QueryResult<Q extends QueryId> = ReturnType<(typeof queries)[Q]>
