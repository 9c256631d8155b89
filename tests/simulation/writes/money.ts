import { COMPOSITE, DENTIST, FILLING, GLOVES } from '../../support/world.ts'
import { day, rows, someone } from './sight.ts'
import type { Generators } from './sight.ts'

export const MONEY_WRITES: Generators = {
  'treatment.complete': (see) => {
    const patientId = someone(see)
    return { id: see.dice.uuid(), patientId, tooth: '26', surfaces: 'MO', effectiveDate: day(see.today), serviceId: FILLING, dentistId: DENTIST, priceCentavos: 100_000 + see.number }
  },
  'payment.record': (see) => {
    const patientId = someone(see)
    return { id: see.dice.uuid(), patientId, method: 'cash', amountCentavos: 1000 + see.number, receivedOn: day(see.today) }
  },
  'statement.issue': (see) => {
    const patientId = someone(see)
    return { id: see.dice.uuid(), patientId, from: day(see.today - 30 * 86_400_000), to: day(see.today) }
  },
  'stock.receive': ({ dice, number, today }) => ({ id: dice.uuid(), itemId: dice.of([GLOVES, COMPOSITE]), quantity: dice.whole(1, 5), lotNumber: `L${number}`, expiresOn: day(today + dice.whole(30, 900) * 86_400_000), unitCostCentavos: 1500 }),
  'stock.use': ({ dice }) => ({ id: dice.uuid(), itemId: dice.of([GLOVES, COMPOSITE]), quantity: dice.whole(1, 4) }),
  'stock.saveItem': (see) => {
    const item = see.dice.of(rows(see, 'inventory_items'))
    return item && { id: see.dice.chance(0.5) ? item.id : see.dice.uuid(), name: `Item ${see.number}`, unit: 'piece', reorderLevel: 2, unitCostCentavos: see.number }
  },
}
