import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Engines } from '../../../tests/support/engines.ts'
import { CHAIRS, CLEANING, CLINIC, DESK, LOCATION, MANAGER, minutes, PATIENTS, RECEPTIONIST, ROLES, uid } from '../../../tests/support/world.ts'

let engines: Engines

beforeAll(async () => {
  engines = await Engines.open()
})
afterAll(() => engines.close())
beforeEach(() => engines.remember())
afterEach(() => engines.forget())

describe('the clinic and its branch', () => {
  const clinic = { name: 'Bagong Ngipin', slotMinutes: 10, locationId: LOCATION, street: '1 Rizal', barangay: 'B', city: 'Cebu', province: 'Cebu', phone: '032', tin: '123' } as const

  it('are changed together', async () => {
    expect(await engines.run('settings.saveClinic', clinic)).toBe('done')
    expect(await engines.row('clinics', CLINIC)).toMatchObject({ name: 'Bagong Ngipin', slot_minutes: 10 })
    expect(await engines.row('locations', LOCATION)).toMatchObject({ street: '1 Rizal', city: 'Cebu', tin: '123' })
  })

  it('are both left alone when the branch is not known', async () => {
    expect(await engines.run('settings.saveClinic', { ...clinic, locationId: uid(404) })).toEqual({ refused: 'not_found' })
    expect(await engines.row('clinics', CLINIC)).toMatchObject({ name: 'Ngiping Malusog' })
    expect(await engines.run('settings.saveClinic', { ...clinic, slotMinutes: 7 as never })).toEqual({ refused: 'invalid' })
  })
})

describe('chairs and hours', () => {
  it('a chair is added, renamed and retired', async () => {
    const chair = { id: uid(800), locationId: LOCATION, name: 'Chair 4', position: 4, isActive: true }
    expect(await engines.run('settings.saveOperatory', chair)).toBe('done')
    expect(await engines.run('settings.saveOperatory', { ...chair, name: 'Surgery', isActive: false }, { at: minutes(9) })).toBe('done')
    expect(await engines.row('operatories', uid(800))).toMatchObject({ name: 'Surgery', is_active: false, created_at: minutes(5), updated_at: minutes(9) })
    expect(await engines.run('settings.saveOperatory', { ...chair, locationId: uid(404) })).toEqual({ refused: 'not_found' })
    expect(await engines.run('settings.saveOperatory', { ...chair, id: CHAIRS[0], name: '' })).toEqual({ refused: 'invalid' })
  })

  const monday = { id: uid(810), locationId: LOCATION, weekday: 1, opens: 540, closes: 1080, breakStart: 720, breakEnd: 780 }

  it('the hours of a weekday are one row, whoever sets them first', async () => {
    expect(await engines.run('settings.saveHours', monday)).toBe('done')
    expect(await engines.run('settings.saveHours', { ...monday, id: uid(811), opens: 600 })).toBe('done')
    expect(await engines.rows('operating_hours')).toMatchObject([{ id: uid(810), weekday: 1, opens_minute: 600, break_start_minute: 720 }])
    expect(await engines.run('settings.saveHours', { ...monday, weekday: 2, id: uid(812), opens: 0, closes: 0, breakStart: null, breakEnd: null })).toBe('done')
  })

  it.each([
    ['that close before they open', { closes: 500 }, 'bad_hours'], ['with half a break', { breakEnd: null }, 'bad_hours'], ['with a break before opening', { breakStart: 500 }, 'bad_hours'],
    ['with a break turned round', { breakStart: 780, breakEnd: 720 }, 'bad_hours'], ['of an unknown branch', { locationId: uid(404) }, 'not_found'], ['of an eighth weekday', { weekday: 8 }, 'invalid'],
  ])('hours %s are refused', async (_what, more, refused) => {
    expect(await engines.run('settings.saveHours', { ...monday, ...more })).toEqual({ refused })
  })
})

describe('the price list', () => {
  const service = { id: uid(820), code: 'XRAY', name: 'Bite-wing', category: 'xrays', treatmentArea: 'mouth', finding: null, durationMinutes: 15, priceCentavos: 40_000, colour: '#112233', isActive: true } as const

  it('takes a new service and changes to one; its code is its own', async () => {
    expect(await engines.run('settings.saveService', service)).toBe('done')
    expect(await engines.run('settings.saveService', { ...service, priceCentavos: 45_000 })).toBe('done')
    expect(await engines.row('services', uid(820))).toMatchObject({ code: 'XRAY', price_centavos: 45_000 })
    expect(await engines.run('settings.saveService', { ...service, id: CLEANING })).toEqual({ refused: 'code_taken' })
    expect(await engines.run('settings.saveService', { ...service, finding: 'glitter' })).toEqual({ refused: 'invalid' })
    expect(await engines.run('settings.saveService', { ...service, colour: 'red' })).toEqual({ refused: 'invalid' })
  })
})

describe('people', () => {
  const person = { id: uid(830), username: ' Ana.Reyes ', displayName: 'Ana Reyes', roleId: ROLES.receptionist, isDentist: false, colour: '#112233', prcLicence: '', isActive: true, verifier: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA' }

  it('are added with a verifier, and keep it when they are changed without one', async () => {
    expect(await engines.run('settings.saveUser', person)).toBe('done')
    expect(await engines.run('settings.saveUser', { ...person, displayName: 'Ana R.', verifier: null }, { at: minutes(9) })).toBe('done')
    expect(await engines.row('users', uid(830))).toMatchObject({ username: 'ana.reyes', display_name: 'Ana R.', updated_at: minutes(9) })
    expect(await engines.row('user_credentials', uid(830))).toMatchObject({ verifier: person.verifier, changed_at: minutes(5) })
    expect(await engines.run('settings.saveUser', { ...person, verifier: `${person.verifier}2` }, { at: minutes(10) })).toBe('done')
    expect(await engines.row('user_credentials', uid(830))).toMatchObject({ verifier: `${person.verifier}2`, changed_at: minutes(10) })
  })

  it.each([
    ['somebody else\'s user name', { username: 'reception' }, 'username_taken'], ['an unknown role', { roleId: uid(404) }, 'not_found'], ['a user name with a blank', { username: 'a b' }, 'invalid'],
    ['a password instead of its verifier', { verifier: 'secret password' }, 'invalid'],
  ])('with %s are refused', async (_what, more, refused) => {
    expect(await engines.run('settings.saveUser', { ...person, ...more })).toEqual({ refused })
    expect(await engines.row('user_credentials', uid(830))).toBeUndefined()
  })

  it('cannot switch off their own account', async () => {
    const me = { ...person, id: MANAGER, username: 'manager', roleId: ROLES.manager, isActive: false }
    expect(await engines.run('settings.saveUser', me)).toEqual({ refused: 'self' })
    expect(await engines.run('settings.saveUser', me, { actor: RECEPTIONIST })).toBe('done')
  })
})

describe('what needs attention', () => {
  it('is settled once, by the first who does', async () => {
    await engines.given({ attention_items: [{ id: uid(840), clinic_id: CLINIC, created_at: minutes(1), mutation_id: uid(841), client_id: DESK, mutation: 'appointment.book', outcome: 'rejected', code: 'slot_taken', message: 'Taken.', input: { id: uid(1), startsAt: minutes(60) }, losses: [], patient_id: PATIENTS[0], made_by: MANAGER, made_at: minutes(1), resolved_at: null, resolved_by: null, resolution: null }] })
    expect(await engines.run('attention.resolve', { id: uid(840), resolution: 'Booked at 4' })).toBe('done')
    expect(await engines.run('attention.resolve', { id: uid(840), resolution: 'Again' }, { at: minutes(9), actor: RECEPTIONIST })).toBe('done')
    expect(await engines.row('attention_items', uid(840))).toMatchObject({ resolution: 'Booked at 4', resolved_by: MANAGER, resolved_at: minutes(5) })
    expect(await engines.run('attention.resolve', { id: uid(404), resolution: '' })).toEqual({ refused: 'not_found' })
  })
})
