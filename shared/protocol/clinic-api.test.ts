import { describe, expect, it } from 'vitest'
import { isTableName, tables } from '../schema/index.ts'
import { API_ERROR_KINDS, ApiError, clinicApi } from './clinic-api.ts'
import type { MethodName } from './clinic-api.ts'

const methods = Object.entries(clinicApi) as [MethodName, (typeof clinicApi)[MethodName]][]

describe('the calls of the screens', () => {
  it('may be made before sign-in only where nobody\'s data can be asked', () => {
    expect(methods.filter(([, { open }]) => open).map(([name]) => name)).toEqual(['session.state', 'session.attach', 'session.signIn', 'setup.enrol', 'setup.enrolByCode', 'setup.createManager', 'sync.status'])
  })

  it('name real tables as what they read, so that screens are told when their answers grow old', () => {
    expect(methods.flatMap(([, { reads }]) => [...reads]).filter((table) => !isTableName(table))).toEqual([])
  })

  it('never offer the verifiers of passwords', () => {
    const readers = methods.filter(([, { reads }]) => (reads as readonly string[]).includes('user_credentials'))
    expect(readers).toEqual([])
    expect(Object.keys(tables)).toContain('user_credentials')
  })
})

it('an error keeps its kind, its sentence and its code', () => {
  const error = new ApiError('refused', 'The slot is taken.', 'slot_taken')
  expect([error.kind, error.message, error.code, error.name]).toEqual(['refused', 'The slot is taken.', 'slot_taken', 'ApiError'])
  expect(new Set(API_ERROR_KINDS).size).toBe(API_ERROR_KINDS.length)
})
