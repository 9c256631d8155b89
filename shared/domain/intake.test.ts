import { describe, expect, it } from 'vitest'
import { fillConsent, isSignature, unknownPlaceholders } from './consent.ts'
import { alertsFor, EMPTY_INTAKE, isReviewDue, reviewDueOn } from './intake.ts'

describe('what a medical history warns of', () => {
  it('is every allergy and medicine and the conditions that matter, loudest first, each once', () => {
    const answers = {
      ...EMPTY_INTAKE, allergies: [{ label: 'Penicillin', note: 'hives' }, { label: ' ', note: '' }], medications: [{ label: 'Warfarin', note: '' }, { label: 'warfarin', note: '' }],
      conditions: ['hypertension', 'pacemaker', 'smoker', 'from_a_newer_form'],
    }
    expect(alertsFor(answers, [])).toEqual([
      { kind: 'allergy', severity: 'critical', label: 'Penicillin, hives' }, { kind: 'condition', severity: 'critical', label: 'Pacemaker' },
      { kind: 'condition', severity: 'caution', label: 'High blood pressure' }, { kind: 'medication', severity: 'caution', label: 'Warfarin' },
    ])
    expect(alertsFor(answers, [{ label: 'PENICILLIN, hives' }, { label: 'pacemaker' }]).map(({ label }) => label)).toEqual(['High blood pressure', 'Warfarin'])
  })
})

describe('the review of a history', () => {
  it('is due when there was none, and on the day months after the last', () => {
    expect(isReviewDue(null, 6, '2026-11-20')).toBe(true)
    expect(reviewDueOn('2026-08-31', 6)).toBe('2027-02-28')
    expect(isReviewDue('2026-05-20', 6, '2026-11-19')).toBe(false)
    expect(isReviewDue('2026-05-20', 6, '2026-11-20')).toBe(true)
  })
})

describe('the text of a consent', () => {
  const values = { patient: 'Peña, Ana', date: '20 Nov 2026', clinic: 'Ngiti', dentist: '', procedure: 'Extraction {date}' }

  it('is filled in once: what is filled in is not read as a placeholder, what is missing is a line', () => {
    expect(fillConsent('I, {patient}, agree to {procedure} by {dentist} at {clinic} {unknown}.', values)).toBe('I, Peña, Ana, agree to Extraction {date} by ________ at Ngiti {unknown}.')
    expect(unknownPlaceholders('{patient} {patiënt} {pateint} {date}')).toEqual(['pateint'])
  })
})

describe('a drawn signature', () => {
  it('lies within its box and is more than a dot', () => {
    expect(isSignature([[10, 100, 60, 20, 110, 180]])).toBe(true)
    for (const strokes of [[], [[10, 10]], [[10, 10, 12, 11]], [[10, 10, 700, 20]], [[10, 10, 20, 300]], [[10, 10, 60.5, 80]], [[10, 10, 90]], [[], [10, 10, 100, 100]]]) expect(isSignature(strokes)).toBe(false)
    expect(isSignature([Array.from({ length: 6002 }, (_, index) => (index % 2 === 0 ? index % 600 : 10))])).toBe(false)
  })
})
