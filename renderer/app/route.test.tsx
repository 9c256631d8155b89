import { afterEach, describe, expect, it } from 'vitest'
import { dayRoute, forgetDay, fromHash, go, toHash } from './route.ts'
import type { Route } from './route.ts'

describe('the address of a screen', () => {
  const routes: Route[] = [
    { screen: 'day' },
    { screen: 'day', date: '2026-11-20', appointmentId: '019aa000-0000-7000-8000-000000000001' },
    { screen: 'patient', patientId: '019aa000-0000-7000-8000-000000000002', tab: 'chart' },
    { screen: 'settings', tab: 'chairs' },
  ]
  it.each(routes)('survives a reload: $screen', (route) => {
    expect(fromHash(toHash(route))).toEqual(route)
  })

  it('never carries a name, even when a screen passes one', () => {
    expect(toHash({ screen: 'patient', patientId: 'Dela Cruz, Maria' })).toBe('#/patient')
    expect(fromHash('#/billing?patientId=Dela%20Cruz')).toEqual({ screen: 'billing' })
  })

  it('leads to the day when it is not understood, and to the list when the patient is missing', () => {
    expect(fromHash('#token=abc')).toEqual({ screen: 'day' })
    expect(fromHash('#/nowhere?x=1')).toEqual({ screen: 'day' })
    expect(fromHash('#/patient')).toEqual({ screen: 'patients' })
  })
})

describe('the way back to the day', () => {
  afterEach(() => {
    forgetDay()
    go({ screen: 'day' })
  })

  it('leads to the day that was shown before other screens, and from the day itself to today', () => {
    go({ screen: 'day', date: '2026-12-04' })
    go({ screen: 'lists' })
    go({ screen: 'patients' })
    expect(dayRoute('patients')).toEqual({ screen: 'day', date: '2026-12-04' })
    go(dayRoute('patients'))
    expect(dayRoute('day')).toEqual({ screen: 'day' })
  })

  it('leads to today when today was shown, whatever was shown before, and for whoever signs in next', () => {
    go({ screen: 'day', date: '2026-12-04' })
    go({ screen: 'day' })
    go({ screen: 'lists' })
    expect(dayRoute('lists')).toEqual({ screen: 'day' })
    go({ screen: 'day', date: '2026-12-04' })
    go({ screen: 'lists' })
    forgetDay()
    expect(dayRoute('lists')).toEqual({ screen: 'day' })
  })
})
