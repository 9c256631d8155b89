/**
 * The value below which a share of the samples lies, by the nearest-rank method: a value that was measured, never one
 * between two. `share` is 0.5 for the median, 0.95 for p95. Throws RangeError where nothing was measured.
 */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const value = sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)]
  if (value === undefined) throw new RangeError('There are no samples.')
  return value
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5)

/** To so many digits after the point; for print, never for further computing. */
export function rounded(value: number, digits = 0): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}

/** Milliseconds on a clock that all processes of one machine share and that nobody sets. */
export function clock(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** How long the work takes, in milliseconds, with what it gives. */
export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const started = clock()
  const value = await work()
  return { ms: clock() - started, value }
}
