import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { MANAGER, minutes, patient, PATIENTS, uid } from '../../../tests/support/world.ts'

let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(async () => {
  await engines.remember()
  await engines.run('consent.saveTemplate', { id: uid(900), code: 'extraction', title: 'Extraction', body: 'I, {patient}, agree.' })
})
afterEach(() => engines.forget())

const signed = { id: uid(910), patientId: PATIENTS[0], templateId: uid(900), title: 'Extraction', body: 'I, Muñoz, agree to pay ₱1,500.', signedBy: 'Ñandú Muñoz', method: 'drawn', strokes: [[10, 100, 60, 20, 110, 180]], witnessName: 'Maria Santos' } as const
const sign = (more: object = {}) => engines.run('consent.sign', { ...signed, strokes: signed.strokes.map((stroke) => [...stroke]), ...more })

describe('the text of a consent', () => {
  it('gets a new version with every change, the earlier ones stay', async () => {
    expect(await engines.run('consent.saveTemplate', { id: uid(901), code: 'extraction', title: 'Extraction', body: 'New text', isOffered: false })).toBe('done')
    expect(await engines.rows('consent_templates')).toMatchObject([{ version: 1, is_offered: true, body: 'I, {patient}, agree.' }, { version: 2, is_offered: false, created_by: MANAGER }])
  })

  it('has a heading, words and no placeholder that nobody fills in', async () => {
    for (const wrong of [{ title: ' ' }, { body: '' }, { body: 'I, {pateint}' }, { body: 'x'.repeat(12_001) }, { code: 'No spaces' }]) {
      expect(await engines.run('consent.saveTemplate', { id: uid(901), code: 'x', title: 'T', body: 'B', ...wrong })).toEqual({ refused: 'invalid' })
    }
  })
})

describe('a signed consent', () => {
  it('is kept word for word with its signature, witness and time', async () => {
    expect(await sign()).toBe('done')
    expect(await engines.rows('consents')).toMatchObject([{ body: signed.body, strokes: [[10, 100, 60, 20, 110, 180]], signed_by: 'Ñandú Muñoz', witness_name: 'Maria Santos', signed_at: minutes(5), recorded_by: MANAGER, revoked_at: null }])
  })

  it('may be signed by typing the full name', async () => {
    expect(await sign({ method: 'typed', strokes: [] })).toBe('done')
  })

  it('needs a signature of its kind, a name, and a text that exists', async () => {
    expect(await sign({ strokes: [] })).toEqual({ refused: 'not_signed' })
    expect(await sign({ strokes: [[1, 1, 2, 2]] })).toEqual({ refused: 'not_signed' })
    expect(await sign({ method: 'typed' })).toEqual({ refused: 'not_signed' })
    expect(await sign({ signedBy: ' ' })).toEqual({ refused: 'invalid' })
    expect(await sign({ templateId: uid(404) })).toEqual({ refused: 'not_found' })
    expect(await sign({ patientId: uid(404) })).toEqual({ refused: 'not_found' })
  })

  it('of a child is signed by somebody else', async () => {
    await engines.given({ patients: [patient(uid(700), { birth_date: '2010-11-21' })] })
    expect(await sign({ patientId: uid(700) })).toEqual({ refused: 'minor' })
    expect(await sign({ patientId: uid(700), signerRelation: 'mother' })).toBe('done')
  })

  it('can be revoked once, with a reason; what was signed stays', async () => {
    await sign()
    expect(await engines.run('consent.revoke', { id: uid(910), patientId: PATIENTS[0], reason: 'Changed her mind' }, { at: minutes(9) })).toBe('done')
    expect(await engines.run('consent.revoke', { id: uid(910), patientId: PATIENTS[0], reason: 'Again' }, { at: minutes(11) })).toBe('done')
    expect(await engines.rows('consents')).toMatchObject([{ body: signed.body, revoked_at: minutes(9), revoke_reason: 'Changed her mind' }])
    expect(await engines.run('consent.revoke', { id: uid(404), patientId: PATIENTS[0], reason: 'x' })).toEqual({ refused: 'not_found' })
  })

  it('is frozen in the database itself', async () => {
    await sign()
    await expect(engines.centreSql(`update consents set body = 'other'`)).rejects.toThrow('frozen')
    await expect(engines.centreSql('delete from consents')).rejects.toThrow('frozen')
  })
})
