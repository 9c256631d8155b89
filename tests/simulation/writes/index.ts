import { mutators } from '../../../shared/mutators/index.ts'
import type { MutatorName } from '../../../shared/mutators/index.ts'
import type { Dice } from '../dice.ts'
import { MONEY_WRITES } from './money.ts'
import { PATIENT_WRITES } from './patients.ts'
import { SCHEDULE_WRITES } from './schedule.ts'
import { SETTINGS_WRITES } from './settings.ts'
import type { Generator, Generators, Sight } from './sight.ts'

/** What people do at a desk, by the name of the write; a new mutator without an entry fails `writes.test.ts`. */
export const GENERATORS: Generators = { ...PATIENT_WRITES, ...SCHEDULE_WRITES, ...MONEY_WRITES, ...SETTINGS_WRITES }

/** How often each is made; whatever is not named here, once in a while. */
const WEIGHTS: Partial<Record<MutatorName, number>> = { 'patient.edit': 10, 'appointment.book': 6, 'appointment.move': 4, 'payment.record': 5, 'treatment.complete': 4, 'stock.use': 5, 'stock.receive': 3, 'statement.issue': 2, 'appointment.cancel': 2, 'settings.saveUser': 1.5, 'attention.resolve': 2, 'consent.sign': 2, 'consent.revoke': 2, 'recall.saveType': 1.5, 'unscheduled.dismiss': 3, 'unscheduled.restore': 3 }

export const MUTATORS = [...mutators.keys()].sort() as MutatorName[]

/** Which write comes next. */
export function anyMutator(dice: Dice): MutatorName {
  return dice.weighted(Object.fromEntries(MUTATORS.map((name) => [name, WEIGHTS[name] ?? 1])) as Record<MutatorName, number>)
}

/** The input that a person gives to it, with what they see; undefined when there is nothing to do it to. */
export function inputFor(name: MutatorName, see: Sight): unknown {
  return (GENERATORS[name] as Generator<MutatorName> | undefined)?.(see)
}
