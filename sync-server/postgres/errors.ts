export type EmbeddedPostgresErrorKind =
  | 'binary-missing'
  | 'binary-broken'
  | 'root'
  | 'permission'
  | 'in-use'
  | 'port-taken'
  | 'version'
  | 'start-failed'
  | 'timeout'

/** A fault of the embedded database, with a sentence the person at the centre can act on. */
export class EmbeddedPostgresError extends Error {
  readonly kind: EmbeddedPostgresErrorKind

  constructor(kind: EmbeddedPostgresErrorKind, sentence: string, options?: { cause?: unknown }) {
    super(sentence, options)
    this.name = 'EmbeddedPostgresError'
    this.kind = kind
  }
}

/** The `code` of a Node system error (`EACCES`, `ENOENT`, ...), or '' for anything else. */
export function systemErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** What a failed program wrote to its error stream, else the error's own text. */
export function errorOutput(error: unknown): string {
  if (error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr !== '') return error.stderr
  return String(error)
}
