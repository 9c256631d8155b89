/** Money is integer centavos everywhere; only this file turns it into text and back. */

/** "₱1,234.50", and "-₱1,234.50" below zero. The same on every machine: no locale is asked. */
export function formatPeso(centavos: number): string {
  return `${centavos < 0 ? '-' : ''}₱${formatAmount(Math.abs(centavos))}`
}

/** "1,234.50" without the sign of the currency; a leading "-" below zero. */
export function formatAmount(centavos: number): string {
  if (!Number.isSafeInteger(centavos)) throw new RangeError('An amount is a whole number of centavos.')
  const digits = String(Math.abs(centavos)).padStart(3, '0')
  const pesos = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return `${centavos < 0 ? '-' : ''}${pesos}.${digits.slice(-2)}`
}

const AMOUNT = /^(-?)\s*(?:₱|PHP)?\s*(-?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d{1,2}))?$/i

/**
 * Centavos from what a person typed: "1,234.5", "₱1234", "PHP 20", "-5". Null for anything else: more
 * than two decimals, commas that do not group thousands, amounts beyond a safe integer.
 */
export function parsePeso(text: string): number | null {
  const match = AMOUNT.exec(text.trim())
  if (!match) return null
  const [, before, after, whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return null
  if (before && after) return null
  const centavos = Number(whole.replaceAll(',', '')) * 100 + Number(fraction.padEnd(2, '0'))
  if (!Number.isSafeInteger(centavos)) return null
  return (before || after) && centavos !== 0 ? -centavos : centavos
}

/** Nearest whole number, halves away from zero, as money is rounded by the tax rules (domain §5.2). */
export function roundHalfUp(value: number): number {
  const rounded = Math.floor(Math.abs(value) + 0.5)
  return value < 0 && rounded !== 0 ? -rounded : rounded
}

/**
 * `centavos × numerator / denominator` to the nearest centavo, halves away from zero. Exact: a VAT base is
 * `shareOf(price, 100, 112)`, because 1.12 has no exact binary fraction.
 */
export function shareOf(centavos: number, numerator: number, denominator: number): number {
  if (denominator === 0) throw new RangeError('Nothing can be divided by zero.')
  const product = BigInt(centavos) * BigInt(numerator)
  const divisor = BigInt(denominator)
  const isNegative = product < 0n !== divisor < 0n
  const top = product < 0n ? -product : product
  const bottom = divisor < 0n ? -divisor : divisor
  const rounded = Number((2n * top + bottom) / (2n * bottom))
  if (!Number.isSafeInteger(rounded)) throw new RangeError('The amount is too large.')
  return isNegative && rounded !== 0 ? -rounded : rounded
}
