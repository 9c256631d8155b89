import type { z } from 'zod'
import type { Mutator } from './mutator.ts'

import { bookAppointment } from './schedule/book.ts'
import { moveAppointment } from './schedule/move.ts'
import { confirmAppointment } from './schedule/confirm.ts'
import { unconfirmAppointment } from './schedule/unconfirm.ts'
import { cancelAppointment } from './schedule/cancel.ts'
import { setVisitFlow } from './schedule/flow.ts'
import { removeBlockout, removeBlockoutType, saveBlockout, saveBlockoutType } from './schedule/blockout.ts'
import { removeClosedDay, removeDentistDate, saveAvailability, saveClosedDay, saveDentistDate } from './schedule/timetable.ts'
import { createPatient } from './patient/create.ts'
import { editPatient } from './patient/edit.ts'
import { addAlert, endAlert } from './patient/alerts.ts'
import { addLink, endLink } from './patient/links.ts'
import { archivePatient, restorePatient } from './patient/archive.ts'
import { mergePatients, unmergePatients } from './patient/merge.ts'
import { removePhoto, setPhoto } from './patient/photo.ts'
import { recordIntake, reviewHistory } from './patient/intake.ts'
import { revokeConsent, signConsent } from './consent/sign.ts'
import { saveTemplate } from './consent/template.ts'
import { recordFinding } from './chart/record.ts'
import { voidEntry } from './chart/void.ts'
import { completeTreatment } from './chart/complete.ts'
import { recordPayment } from './billing/payment.ts'
import { issueStatement } from './billing/statement.ts'
import { receiveStock } from './stock/receive.ts'
import { useStock } from './stock/use.ts'
import { saveItem } from './stock/item.ts'
import { saveOperatory, saveHours, saveClinic } from './settings/clinic.ts'
import { saveService } from './settings/service.ts'
import { saveUser } from './settings/user.ts'
import { resolveAttention } from './attention/resolve.ts'
import { approveRequest, enterRequest, rejectRequest, withdrawRequest } from './front-desk/requests.ts'
import { fillAsap, removeAsap, saveAsap } from './front-desk/asap.ts'
import { recordCall, recordRecallContact } from './front-desk/calls.ts'
import { saveRecallType } from './front-desk/recall-type.ts'
import { claimReminder, finishReminder, noteReminder } from './front-desk/reminders.ts'
import { dismissUnscheduled, restoreUnscheduled } from './front-desk/unscheduled.ts'
import { saveFrontDesk } from './front-desk/settings.ts'
import { readNotifications } from './notifications/read.ts'

const all = [
  bookAppointment, moveAppointment, confirmAppointment, unconfirmAppointment, cancelAppointment, setVisitFlow,
  saveBlockoutType, removeBlockoutType, saveBlockout, removeBlockout,
  saveClosedDay, removeClosedDay, saveAvailability, saveDentistDate, removeDentistDate,
  createPatient, editPatient, addAlert, endAlert,
  archivePatient, restorePatient, addLink, endLink, mergePatients, unmergePatients, setPhoto, removePhoto,
  recordIntake, reviewHistory, signConsent, revokeConsent, saveTemplate,
  recordFinding, voidEntry, completeTreatment,
  recordPayment, issueStatement,
  receiveStock, useStock, saveItem,
  saveOperatory, saveHours, saveClinic, saveService, saveUser,
  resolveAttention,
  enterRequest, approveRequest, rejectRequest, withdrawRequest,
  saveAsap, removeAsap, fillAsap, recordCall, recordRecallContact, saveRecallType, dismissUnscheduled, restoreUnscheduled,
  noteReminder, claimReminder, finishReminder, saveFrontDesk, readNotifications,
] as const

type All = (typeof all)[number]
export type MutatorName = All['name']
type ByName<N extends MutatorName> = Extract<All, { name: N }>
/** What a screen gives to make the mutation; validated again by the host and by the centre. */
export type MutationInput<N extends MutatorName> = z.input<ByName<N>['input']>

/** Every write there is, by its name on the wire. */
export const mutators: ReadonlyMap<string, Mutator> = new Map(all.map((mutator) => [mutator.name, mutator as unknown as Mutator]))

export function isMutatorName(name: string): name is MutatorName {
  return mutators.has(name)
}
