import { describe, expect, it } from 'vitest'
import { actionsFor, nextAction, visitState } from './status.ts'

describe('the state of a visit', () => {
  it('is the booking status until the patient comes, then where the patient is', () => {
    expect(visitState({ status: 'pending', flow: 'none' })).toBe('pending')
    expect(visitState({ status: 'confirmed', flow: 'arrived' })).toBe('arrived')
    expect(visitState({ status: 'pending', flow: 'in_chair' })).toBe('in_chair')
    expect(visitState({ status: 'completed', flow: 'done' })).toBe('completed')
    expect(visitState({ status: 'cancelled', flow: 'arrived' })).toBe('cancelled')
  })

  it('allows only what the writes accept', () => {
    expect(actionsFor({ status: 'completed', flow: 'done' }).size).toBe(0)
    expect(actionsFor({ status: 'cancelled', flow: 'none' }).size).toBe(0)
    expect(actionsFor({ status: 'missed', flow: 'none' }).size).toBe(0)
    expect(actionsFor({ status: 'confirmed', flow: 'none' }).has('confirm')).toBe(false)
    expect(actionsFor({ status: 'pending', flow: 'arrived' }).has('confirm')).toBe(true)
  })

  it('points at the step that usually comes next', () => {
    const steps = [['pending', 'none'], ['confirmed', 'none'], ['confirmed', 'arrived'], ['confirmed', 'in_chair'], ['completed', 'done']] as const
    expect(steps.map(([status, flow]) => nextAction({ status, flow }))).toEqual(['confirm', 'arrived', 'in_chair', 'done', null])
  })
})
