import { DENTIST, DENTIST_2, CLEANING, LOCATION, RECEPTIONIST, ROLES } from '../../support/world.ts'
import { day, rows, some } from './sight.ts'
import type { Generators, Sight } from './sight.ts'

const tomorrow = ({ today }: Sight) => day(today + 86_400_000)

export const SETTINGS_WRITES: Generators = {
  // The receptionist's account goes on and off, so that what she wrote meanwhile may be refused.
  'settings.saveOperatory': (see) => {
    const chair = see.dice.of(rows(see, 'operatories'))
    return chair && { id: chair.id, locationId: LOCATION, name: `Chair ${see.number}`, position: chair.position, isActive: true }
  },
  'settings.saveHours': ({ dice }) => ({ id: dice.uuid(), locationId: LOCATION, weekday: dice.whole(1, 3), opens: 480 + dice.whole(0, 60), closes: 1020, breakStart: null, breakEnd: null }),
  'settings.saveClinic': ({ number }) => ({ name: `Clinic ${number}`, slotMinutes: 15, locationId: LOCATION, street: '', barangay: '', city: `City ${number}`, province: '', phone: '', tin: '' }),
  'settings.saveService': ({ dice, number }) => ({ id: dice.uuid(), code: `S${dice.whole(1, 6)}`, name: `Service ${number}`, category: 'other', treatmentArea: 'mouth', finding: null, durationMinutes: 30, priceCentavos: number, colour: '#2f9e44', isActive: true }),
  'settings.saveUser': ({ dice, number }) => (dice.chance(0.5)
    ? { id: RECEPTIONIST, username: 'reception', displayName: `Reception ${number}`, roleId: ROLES.receptionist, isDentist: false, colour: '#1c7ed6', prcLicence: '', isActive: dice.chance(0.6), verifier: null }
    : { id: dice.uuid(), username: `user${dice.whole(1, 6)}`, displayName: `User ${number}`, roleId: ROLES.assistant, isDentist: false, colour: '#1c7ed6', prcLicence: '', isActive: true, verifier: `$argon2id$${number}` }),
  'settings.saveClosedDay': (see) => ({ id: see.dice.chance(0.5) ? see.dice.uuid() : (some(see, 'closed_days')?.id ?? see.dice.uuid()), locationId: null, startsOn: tomorrow(see), endsOn: tomorrow(see), name: `Holiday ${see.number}` }),
  'settings.removeClosedDay': (see) => {
    const closed = some(see, 'closed_days')
    return closed && { id: closed.id }
  },
  'settings.saveAvailability': ({ dice }) => ({ userId: dice.of([DENTIST, DENTIST_2]), locationId: LOCATION, week: dice.chance(0.3) ? null : [1, 2, 3, 4, 5].map((weekday) => ({ id: dice.uuid(), weekday, starts: 480, ends: dice.of([600, 1020]) })) }),
  'settings.saveFrontDesk': ({ dice, number }) => ({ waitingAlertMinutes: dice.whole(1, 60), confirmDays: 2, reminderDays: 2, reminderText: `Come ${number}`, recallText: 'Come back', asapText: 'Come sooner', packMinute: null }),
  'recall.saveType': (see) => ({ id: some(see, 'recall_types')?.id ?? see.dice.uuid(), name: `Recall ${see.number}`, months: 6, days: 0, serviceIds: see.dice.chance(0.5) ? [CLEANING] : [] }),
  'schedule.saveBlockoutType': (see) => ({ id: see.dice.chance(0.5) ? see.dice.uuid() : (some(see, 'blockout_types')?.id ?? see.dice.uuid()), name: `Lunch ${see.number}`, colour: '#868e96', isBlocking: see.dice.chance(0.5) }),
  'schedule.removeBlockoutType': (see) => {
    const kind = some(see, 'blockout_types')
    return kind && { id: kind.id }
  },
  'schedule.saveBlockout': (see) => {
    const kind = some(see, 'blockout_types')
    const startsAt = see.today + 86_400_000 + see.dice.whole(0, 5) * 1_800_000
    return kind && { id: see.dice.uuid(), typeId: kind.id, locationId: LOCATION, operatoryId: null, dentistId: see.dice.of([DENTIST, DENTIST_2]), startsAt: new Date(startsAt).toISOString(), endsAt: new Date(startsAt + 1_800_000).toISOString() }
  },
  'schedule.removeBlockout': (see) => {
    const blockout = some(see, 'blockouts')
    return blockout && { id: blockout.id }
  },
  'schedule.saveDentistDate': (see) => ({ id: see.dice.uuid(), userId: see.dice.of([DENTIST, DENTIST_2]), locationId: see.dice.of([LOCATION, null]), date: tomorrow(see), isAvailable: see.dice.chance(0.7), starts: 480, ends: see.dice.of([600, 1020]) }),
  'schedule.removeDentistDate': (see) => {
    const date = some(see, 'dentist_dates')
    return date && { id: date.id }
  },
}
