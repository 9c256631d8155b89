import { describe, expect, it } from 'vitest'
import { appointment, CHAIR_1, CHAIR_2, CLEANING, DATE, dayView, DR_CRUZ, DR_REYES, id, LOCATION, reference, ZONE } from '../../../testing/fixtures.ts'
import { appointmentOf, problemsOf, startDraft, withService, withSlot } from './draft.ts'
import { suggestDentist } from './suggest-dentist.ts'

const NOW = { date: DATE, minute: 605 }
const clinic = reference()
const empty = startDraft({}, clinic, null, NOW)

describe('a new booking', () => {
  it('starts from the clicked slot, or from the next one of today', () => {
    expect(startDraft({ date: DATE, start: 840, operatoryId: CHAIR_2 }, clinic, null, NOW)).toMatchObject({ start: 840, operatoryId: CHAIR_2 })
    expect(empty).toMatchObject({ date: DATE, start: 630, operatoryId: CHAIR_1, minutes: 30, patient: null })
  })

  it('proposes the dentist who is signed in', () => {
    const user = { id: DR_CRUZ, displayName: '', username: '', roleCode: 'dentist' as const, isDentist: true, permissions: [] }
    expect(startDraft({}, clinic, user, NOW).dentistId).toBe(DR_CRUZ)
  })

  it('takes the length of the chosen service, and keeps it when the service is taken back', () => {
    const chosen = withService(empty, CLEANING, clinic)
    expect(chosen.minutes).toBe(60)
    expect(withService(chosen, null, clinic).minutes).toBe(60)
  })

  it('cannot be sent before patient, dentist, chair, day and a sensible length are there', () => {
    expect(Object.keys(problemsOf(empty))).toEqual(['patient', 'dentistId'])
    expect(problemsOf({ ...empty, minutes: 601 }).minutes).toBeDefined()
    expect(problemsOf({ ...empty, minutes: '' }).minutes).toBeDefined()
    expect(appointmentOf(empty, clinic)).toBeNull()
  })

  it('becomes instants of the clinic’s zone and the branch of the chair', () => {
    const draft = { ...empty, patient: { id: id('7', 1), name: 'Patient 1' }, dentistId: DR_REYES, start: 570, minutes: 45 as const }
    expect(appointmentOf(draft, clinic)).toMatchObject({ locationId: LOCATION, startsAt: '2026-11-20T01:30:00.000Z', endsAt: '2026-11-20T02:15:00.000Z' })
  })

  it('takes over a free slot and keeps its own length', () => {
    const slot = { startsAt: '2026-11-23T01:00:00.000Z', endsAt: '2026-11-23T01:30:00.000Z', locationId: LOCATION, operatoryId: CHAIR_2, operatoryName: '', dentistId: DR_CRUZ, dentistName: '' }
    expect(withSlot({ ...empty, minutes: 60 }, slot, ZONE)).toMatchObject({ date: '2026-11-23', start: 540, operatoryId: CHAIR_2, dentistId: DR_CRUZ, minutes: 60 })
  })
})

describe('a move', () => {
  it('starts from where the appointment stands', () => {
    const standing = appointment(1, 540, 45, { operatory_id: CHAIR_2, dentist_id: DR_CRUZ })
    expect(startDraft({ moving: standing }, clinic, null, NOW)).toMatchObject({ date: DATE, start: 540, minutes: 45, operatoryId: CHAIR_2, dentistId: DR_CRUZ, patient: { name: 'Patient 1' } })
  })
})

describe('the dentist proposed', () => {
  const draft = { ...empty, start: 600, minutes: 30 as const, operatoryId: CHAIR_1 }
  it('is the one who works most in that chair that day', () => {
    const view = dayView([appointment(1, 540, 30, { dentist_id: DR_CRUZ }), appointment(2, 840, 30, { dentist_id: DR_CRUZ }), appointment(3, 900, 30)])
    expect(suggestDentist(draft, view, clinic)).toBe(DR_CRUZ)
  })

  it('is another one when that one is busy at the time', () => {
    const view = dayView([appointment(1, 540, 30, { dentist_id: DR_CRUZ }), appointment(2, 600, 30, { dentist_id: DR_CRUZ, operatory_id: CHAIR_2 })])
    expect(suggestDentist(draft, view, clinic)).toBe(DR_REYES)
  })
})
