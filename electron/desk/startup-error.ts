/** Stops a desk from starting. The message is a sentence for the person in front of it: what is wrong and what to do. */
export class StartupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartupError'
  }
}

/** The system's code of an error ('EACCES', 'ENOENT', ...), or ''. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** The sentence to show for whatever stopped the start; the host's own errors carry a kind and a sentence too. */
export function startupSentence(error: unknown): string {
  if (error instanceof StartupError) return error.message
  if (error instanceof Error && 'kind' in error && typeof error.kind === 'string') return error.message
  return 'Chairside could not start because of an unexpected fault. The data on this PC was not changed. The log file desk.log in the data folder tells more.'
}
