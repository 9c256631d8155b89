/**
 * What of an error may stand in a log: its kind, the system's code and where it comes from. Its message may quote what
 * somebody typed; these never do.
 */
export function traceOf(error: unknown): { error: string; code?: string; at: string[] } {
  if (!(error instanceof Error)) return { error: typeof error, at: [] }
  const frames = (error.stack ?? '').split('\n').map((line) => line.trim())
  const trace = { error: error.name, at: frames.filter((line) => line.startsWith('at ')).slice(0, 6) }
  return 'code' in error && typeof error.code === 'string' ? { ...trace, code: error.code } : trace
}
