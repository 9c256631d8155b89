/** What cash that was handed over means for an amount, all in centavos. */
export type CashResult = { kind: 'change'; centavos: number } | { kind: 'short'; centavos: number }

/** Change due for cash tendered, or how much is missing. Null while one of them is not an amount above zero. */
export function changeDue(amount: number | null, tendered: number | null): CashResult | null {
  if (amount === null || tendered === null || amount <= 0 || tendered < 0) return null
  const change = tendered - amount
  return change >= 0 ? { kind: 'change', centavos: change } : { kind: 'short', centavos: -change }
}
