import type { Books } from './books.ts'
import type { Ask } from './journal.ts'

/**
 * Accounts and stock whose sum after the run is not the one before it plus what was carried out: this finds money and
 * units that came twice under ids nobody knows.
 * @param carriedOut the wishes whose effect is in the books
 */
export function wrongSums(carriedOut: readonly Ask[], before: Books, after: Books): string[] {
  const accounts = new Sums()
  const stock = new Sums()
  for (const line of before.ledger_lines) accounts.add(line.patient_id, line.amount_centavos)
  for (const movement of before.stock_movements) stock.add(movement.item_id, movement.quantity)
  for (const { name, input } of carriedOut) {
    if (name === 'payment.record') accounts.add(input['patientId'], -Number(input['amountCentavos']))
    if (name === 'stock.receive') stock.add(input['itemId'], Number(input['quantity']))
    if (name === 'stock.use') stock.add(input['itemId'], -Number(input['quantity']))
    if (name !== 'treatment.complete') continue
    accounts.add(input['patientId'], Number(input['priceCentavos']))
    for (const part of after.service_recipes) if (part.service_id === input['serviceId']) stock.add(part.item_id, -part.quantity)
  }
  for (const line of after.ledger_lines) accounts.add(line.patient_id, -line.amount_centavos)
  for (const movement of after.stock_movements) stock.add(movement.item_id, -movement.quantity)
  return [...accounts.leftOver().map((left) => `an account is off by ${-left} centavos`), ...stock.leftOver().map((left) => `an item in stock is off by ${-left}`)]
}

class Sums {
  readonly #of = new Map<string, number>()

  add(key: unknown, amount: number): void {
    this.#of.set(String(key), (this.#of.get(String(key)) ?? 0) + amount)
  }

  leftOver(): number[] {
    return [...this.#of.values()].filter((sum) => sum !== 0)
  }
}
