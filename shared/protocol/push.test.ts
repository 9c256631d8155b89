import { describe, expect, it } from 'vitest'
import { pushRequest } from './push.ts'

const id = '01930000-0000-7000-8000-000000000001'
const mutation = { seq: 1, id, name: 'appointment.confirm', input: { id }, actor: id, at: '2026-11-20T00:00:00.000Z' }
const request = { clientId: id, protocol: 1, schema: 1, sentAt: '2026-11-20T00:00:00.000Z', mutations: [mutation] }
const takes = (more: object) => pushRequest.safeParse({ ...request, ...more }).success
const takesMutation = (more: object) => takes({ mutations: [{ ...mutation, ...more }] })

describe('a push', () => {
  it('is taken as desks send it, with any input: what it means is the mutator\'s to judge', () => {
    expect(takes({})).toBe(true)
    for (const input of [null, 7, 'text', [], { deep: [{ er: null }] }]) expect(takesMutation({ input })).toBe(true)
  })

  it.each([
    ['without mutations', { mutations: [] }], ['with more than a hundred', { mutations: Array.from({ length: 101 }, () => mutation) }], ['of a desk without id', { clientId: 'desk' }],
    ['of an unknown time', { sentAt: '2026-11-20' }], ['of a time with an offset', { sentAt: '2026-11-20T08:00:00.000+08:00' }], ['of a day that does not exist', { sentAt: '2026-02-30T00:00:00.000Z' }],
  ])('%s is not', (_what, more) => expect(takes(more)).toBe(false))

  it.each([
    ['number zero', { seq: 0 }], ['half a number', { seq: 1.5 }], ['a number beyond what JSON keeps exact', { seq: 2 ** 53 }], ['no id', { id: '' }], ['a novel for a name', { name: 'x'.repeat(61) }],
    ['nobody who did it', { actor: null }], ['an instant without milliseconds', { at: '2026-11-20T00:00:00Z' }], ['an hour that does not exist', { at: '2026-11-20T25:00:00.000Z' }],
  ])('whose mutation has %s is not', (_what, more) => expect(takesMutation(more)).toBe(false))
})
