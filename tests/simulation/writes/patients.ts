import type { MutationInput } from '../../../shared/mutators/index.ts'
import { SHARED_PATIENTS } from '../clinic.ts'
import { day, rows, someone } from './sight.ts'
import type { Generators, Sight } from './sight.ts'

const EDITED = ['phone', 'city', 'notes'] as const

function edit(see: Sight): MutationInput<'patient.edit'> | undefined {
  const { dice, number } = see
  const isOwn = dice.chance(0.4)
  const patient = rows(see, 'patients').find(({ id }) => id === (isOwn ? see.ownPatient : dice.of(SHARED_PATIENTS)))
  if (!patient) return undefined
  const fields = isOwn ? (['phone'] as const) : EDITED.filter(() => dice.chance(0.5))
  const changes = fields.map((field) => ({ field, from: patient[field], to: `${field} ${number}` }))
  return changes.length > 0 ? { id: patient.id, changes } : undefined
}

/** The smallest JPEG that passes for one. */
const PICTURE = Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 64, 0, 64, 1, 1, 0x11, 0, 0xff, 0xd9]).toString('base64')

function answers(number: number): MutationInput<'intake.record'>['answers'] {
  const none = { name: '', relation: '', phone: '' }
  return { history: `History ${number}`, allergies: [], medications: [], conditions: [], otherConditions: '', emergency: none, insurance: { provider: '', memberNumber: '', principal: '' }, concerns: '', preferredDentistId: null, answeredBy: '' }
}

export const PATIENT_WRITES: Generators = {
  'patient.create': ({ dice, number }) => ({ id: dice.uuid(), last_name: 'Cruz', first_name: `Ana ${number}` }),
  'patient.edit': edit,
  'alert.add': (see) => {
    const patientId = someone(see)
    return { id: see.dice.uuid(), patientId, kind: 'allergy', severity: 'caution', label: `Latex ${see.number}` }
  },
  'alert.end': (see) => {
    const alert = see.dice.of(rows(see, 'medical_alerts'))
    return alert && { id: alert.id }
  },
  'patient.archive': (see) => ({ id: see.dice.of(SHARED_PATIENTS) }),
  'patient.restore': (see) => ({ id: see.dice.of(SHARED_PATIENTS) }),
  'patient.merge': (see) => {
    const [fromId, intoId] = [someone(see), someone(see)]
    return { id: see.dice.uuid(), fromId, intoId, reason: `Same person ${see.number}` }
  },
  'patient.unmerge': (see) => {
    const merge = see.dice.of(rows(see, 'patient_merges'))
    return merge && { id: merge.id, patientId: merge.into_patient_id }
  },
  'link.add': (see) => {
    const [patientId, otherId] = [someone(see), someone(see)]
    return { id: see.dice.uuid(), patientId, otherId, relation: 'sibling' }
  },
  'link.end': (see) => {
    const link = see.dice.of(rows(see, 'patient_links'))
    return link && { id: link.id, patientId: link.patient_id }
  },
  'photo.set': (see) => ({ id: see.dice.uuid(), patientId: see.dice.of(SHARED_PATIENTS), content: PICTURE }),
  'photo.remove': (see) => ({ patientId: see.dice.of(SHARED_PATIENTS) }),
  'intake.record': (see) => ({
    id: see.dice.uuid(), patientId: see.dice.of(SHARED_PATIENTS), version: 1, answers: answers(see.number),
    alerts: [{ id: see.dice.uuid(), kind: 'allergy', severity: 'caution', label: see.dice.of(['Latex', 'Penicillin', `Iodine ${see.number}`]) }],
    changes: [{ field: 'emergency_phone', from: '', to: `${see.number}` }],
  }),
  'history.review': (see) => ({ id: see.dice.uuid(), patientId: see.dice.of(SHARED_PATIENTS), note: `Nothing new ${see.number}` }),
  'consent.saveTemplate': (see) => ({ id: see.dice.uuid(), code: see.dice.of(['extraction', 'implant']), title: `Consent ${see.number}`, body: 'I agree.' }),
  'consent.sign': (see) => {
    const template = see.dice.of(rows(see, 'consent_templates'))
    return template && { id: see.dice.uuid(), patientId: see.dice.of(SHARED_PATIENTS), templateId: template.id, title: template.title, body: template.body, signedBy: `Signer ${see.number}`, method: 'typed' }
  },
  'consent.revoke': (see) => {
    const consent = see.dice.of(rows(see, 'consents'))
    return consent && { id: consent.id, patientId: consent.patient_id, reason: `Changed her mind ${see.number}` }
  },
  'chart.record': (see) => {
    const patientId = someone(see)
    return { id: see.dice.uuid(), patientId, tooth: '16', surfaces: 'O', effectiveDate: day(see.today), layer: 'condition', finding: 'caries' }
  },
  'chart.void': (see) => {
    const entry = see.dice.of(rows(see, 'chart_entries').filter(({ voids_entry_id, layer }) => voids_entry_id === null && layer !== 'completed'))
    return entry && { id: see.dice.uuid(), entryId: entry.id }
  },
}
