/** A whole number of units that a person typed, at least `least`; null for anything else. */
export function parseQuantity(text: string, least = 0): number | null {
  const trimmed = text.trim().replaceAll(',', '')
  if (!/^\d{1,7}$/.test(trimmed)) return null
  const quantity = Number(trimmed)
  return quantity >= least && quantity <= 1_000_000 ? quantity : null
}
