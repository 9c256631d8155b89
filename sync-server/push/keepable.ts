const DEEPEST = 64

/**
 * A value as Postgres can keep it in jsonb: without NUL and half surrogate pairs, which stand as U+FFFD,
 * and not nested without end. What was refused must still be shown, whatever was in it.
 */
export function keepable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return keepableText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEEPEST) return null
  if (Array.isArray(value)) return value.map((item) => keepable(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [keepableText(key), keepable(item, depth + 1)]))
}

export function keepableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

/**
 * Postgres knows no year nought, and JavaScript reads its first hundred years as 1950 to 2049: a clock that shows one of
 * these is taken to show the first moment after.
 */
export function keepableTime(at: string): string {
  return at < '0100' ? '0100-01-01T00:00:00.000Z' : at
}
