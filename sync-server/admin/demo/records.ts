import { EMPTY_INTAKE, INTAKE_VERSION } from '../../../shared/domain/intake.ts'
import { addDays, addMinutes, instantOf } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { IntakeAnswers, Strokes } from '../../../shared/schema/tables/intake.ts'
import { CONSENT_TEXTS } from './consent-texts.ts'
import { demoId } from './ids.ts'
import { patientId, patientName } from './patients.ts'
import { CLINIC, userId, ZONE } from './place.ts'

type Records = { [N in 'consent_templates' | 'intake_forms' | 'history_reviews' | 'consents']: Row<N>[] }

const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: ZONE })

const NOTHING: Partial<IntakeAnswers> = { noneKnown: ['allergies', 'medications', 'conditions'] }

/** What patients answered, by number; the others who filled in the form had nothing to name. */
const ANSWERS: Record<number, Partial<IntakeAnswers>> = {
  1: { allergies: [{ label: 'Penicillin', note: 'hives' }], noneKnown: ['medications', 'conditions'], emergency: { name: 'Luz Reyes', relation: 'mother', phone: '0918 555 4410' } },
  4: { medications: [{ label: 'Losartan', note: '50 mg daily' }, { label: 'Warfarin', note: '' }], conditions: ['hypertension'], noneKnown: ['allergies'], history: 'Bypass operation in 2019.' },
  7: { conditions: ['diabetes'], medications: [{ label: 'Metformin', note: '500 mg twice a day' }], noneKnown: ['allergies'] },
  9: { allergies: [{ label: 'Latex', note: 'swelling' }], noneKnown: ['medications', 'conditions'] },
  10: { ...NOTHING, answeredBy: 'Maricel Ocampo' },
  12: { conditions: ['heart', 'pacemaker'], noneKnown: ['allergies'], medications: [{ label: 'Bisoprolol', note: '5 mg' }] },
  20: { conditions: ['pregnant'], noneKnown: ['allergies', 'medications'] },
}

/** Who filled in a form when registering; some went through it again since, so that some are due and some are not. */
const FILLED = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 16, 18, 20, 21, 23, 24, 26, 30, 33, 36]
const REVIEWED_DAYS_AGO: Record<number, number> = { 2: 40, 3: 25, 5: 12, 8: 90, 10: 60, 13: 33, 16: 7, 20: 20, 24: 110, 26: 15, 33: 48 }

/** patient, consent text, days after registering, signer and relation where it is not the patient, drawn or typed, why it was withdrawn */
const SIGNED = [
  [1, 0, 0, '', '', 'drawn', ''],
  [1, 2, 9, '', '', 'drawn', 'Wants to think about it; the tooth stays for now.'],
  [4, 0, 0, '', '', 'typed', ''],
  [10, 0, 0, 'Maricel Ocampo', 'mother', 'drawn', ''],
  [12, 0, 0, '', '', 'drawn', ''],
  [12, 1, 12, '', '', 'drawn', ''],
] as const

/**
 * Medical histories and consents of the demo.
 * @param today `YYYY-MM-DD` in the clinic's zone
 * @param registered when the n-th patient was registered, ISO-8601
 */
export function recordRows(today: string, opened: string, registered: (n: number) => string): Records {
  const base = (id: string, at: string) => ({ id, clinic_id: CLINIC, created_at: at })
  const maria = userId('maria')
  const forms = FILLED.map((n) => form(demoId('intake', n), n, addMinutes(registered(n), 6), maria))
  // One history has two versions, so that the difference can be seen.
  const second = form(demoId('intake', 101), 1, instantOf(addDays(today, -70), 10 * 60, ZONE), maria, { medications: [{ label: 'Vitamin D', note: '' }], noneKnown: ['conditions'] })
  return {
    consent_templates: CONSENT_TEXTS.map(({ code, title, body }, index) => ({ ...base(demoId('template', index + 1), opened), code, version: 1, title, body, is_offered: true, created_by: userId('owner') })),
    intake_forms: [...forms, second],
    history_reviews: [
      ...[...forms, second].map((filled, index) => ({ ...base(demoId('review', index + 1), filled.created_at), patient_id: filled.patient_id, intake_form_id: filled.id, note: '', reviewed_by: maria })),
      ...Object.entries(REVIEWED_DAYS_AGO).map(([n, days], index) => ({ ...base(demoId('review', index + 101), instantOf(addDays(today, -days), 11 * 60, ZONE)), patient_id: patientId(Number(n)), intake_form_id: null, note: '', reviewed_by: maria })),
    ],
    consents: SIGNED.map(([n, text, days, signer, relation, method, why], index) => {
      const at = addMinutes(registered(n), days * 24 * 60 + 12)
      const { title, body } = CONSENT_TEXTS[text]!
      const name = patientName(n)
      return {
        ...base(demoId('consent', index + 1), at), patient_id: patientId(n), template_id: demoId('template', text + 1), title,
        body: body.replaceAll('{patient}', name).replaceAll('{clinic}', 'Ngiti Dental Clinic').replaceAll('{dentist}', 'Dr. Andrea Reyes').replaceAll('{procedure}', 'the lower left third molar').replaceAll('{date}', DATE.format(new Date(at))),
        signed_by: signer || name, signer_relation: relation, method, strokes: method === 'drawn' ? scribble(index + 1) : [], signed_at: at, witness_name: 'Maria Santos', recorded_by: maria,
        revoked_at: why ? addMinutes(at, 2 * 24 * 60) : null, revoked_by: why ? maria : null, revoke_reason: why,
      }
    }),
  }
}

function form(id: string, n: number, at: string, by: string, more: Partial<IntakeAnswers> = {}): Row<'intake_forms'> {
  return { id, clinic_id: CLINIC, created_at: at, patient_id: patientId(n), form_version: INTAKE_VERSION, answers: { ...EMPTY_INTAKE, ...(ANSWERS[n] ?? NOTHING), ...more }, recorded_by: by }
}

/** Something that looks like a signature, another one for each seed. */
function scribble(seed: number): Strokes {
  const wave = Array.from({ length: 60 }, (_, at) => [60 + at * (5 + (seed % 3)), Math.round(105 - Math.sin(at / (2 + (seed % 4) / 3)) * (46 - at * 0.5) - (at > 40 ? 8 : 0))])
  return [wave.flat(), [80, 150, 240, 138, 380, 146]]
}
