import { describe, expect, it } from 'vitest'
import { sampleId, sampleService, sampleVisit } from '../testing/samples.ts'
import { completionErrors, completionInput, visitOn, withService } from './completion.ts'
import type { CompletionForm } from './completion.ts'

const form: CompletionForm = { serviceId: sampleService().id, tooth: '16', surfaces: 'OM', dentistId: sampleId(3), price: '1,500.00', date: '2026-11-20', note: '' }
const fixed = { id: sampleId(1), patientId: sampleId(2), appointmentId: null }

describe('the form of a completed service', () => {
  it('asks no tooth of a service for the mouth and sends none', () => {
    const cleaning = sampleService({ treatment_area: 'mouth' })
    expect(completionErrors({ ...form, tooth: '', surfaces: '' }, cleaning)).toEqual({})
    expect(completionInput(form, cleaning, fixed)).toMatchObject({ tooth: null, surfaces: '' })
  })

  it('asks a tooth but no surfaces of a service for a tooth', () => {
    const crown = sampleService({ treatment_area: 'tooth' })
    expect(Object.keys(completionErrors({ ...form, tooth: '', surfaces: '' }, crown))).toEqual(['tooth'])
    expect(completionInput(form, crown, fixed)).toMatchObject({ tooth: '16', surfaces: '' })
  })

  it('asks surfaces that the tooth has of a service for surfaces', () => {
    expect(completionErrors({ ...form, surfaces: '' }, sampleService()).surfaces).toMatch(/at least one surface/)
    expect(completionErrors({ ...form, tooth: '11', surfaces: 'O' }, sampleService()).surfaces).toMatch(/no occlusal surface/)
  })

  it('takes the price of the chosen service and sends the one that stands in the field', () => {
    expect(withService({ ...form, price: '' }, sampleService()).price).toBe('1,500.00')
    expect(completionInput({ ...form, price: '1200' }, sampleService(), fixed)?.priceCentavos).toBe(120_000)
    expect(completionInput({ ...form, price: 'free' }, sampleService(), fixed)).toBeNull()
  })
})

describe('the visit that a treatment belongs to', () => {
  const morning = sampleVisit({ id: sampleId(10), starts_at: '2026-11-20T01:00:00.000Z' })
  const seated = sampleVisit({ id: sampleId(11), starts_at: '2026-11-20T05:00:00.000Z', flow: 'in_chair' })

  it('is the one in the chair, else the first of the day', () => {
    expect(visitOn([seated, morning], '2026-11-20', 'Asia/Manila')).toBe(seated)
    expect(visitOn([morning], '2026-11-20', 'Asia/Manila')).toBe(morning)
  })

  it('is none when the visit was called off or is on another day of the clinic', () => {
    expect(visitOn([sampleVisit({ starts_at: '2026-11-20T01:00:00.000Z', status: 'cancelled' })], '2026-11-20', 'Asia/Manila')).toBeNull()
    expect(visitOn([sampleVisit({ starts_at: '2026-11-20T17:00:00.000Z' })], '2026-11-20', 'Asia/Manila')).toBeNull()
  })
})
