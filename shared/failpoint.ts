/**
 * Points at which a test ends a program, as a power cut would: `CHAIRSIDE_FAILPOINT=NAME` in the program's
 * environment, and nothing else, arms one. Without it a point is a comparison that fails.
 */
export type Failpoint =
  /** The rows of a write and its outbox entry are written and not committed. */
  | 'outbox-inserted'
  /** The centre has answered a push, and the desk has not read the answer. */
  | 'push-sent'
  /** A mutation is committed at the centre, and nobody was told. */
  | 'centre-committed'
  /** The centre's rows are in the replica's transaction, and how far they reach is not. */
  | 'rows-applied'
  /** A step of a local migration is done, and the migration is not. */
  | 'local-migration'
  /** Every new generation is complete, and none has taken its place. */
  | 'swap-ahead'
  /** The new generations are in place on disk, and the program does not know yet. */
  | 'swap-done'
  /** A copy of the replica is written, and neither checked nor named. */
  | 'backup-written'

interface Program {
  pid: number
  env: Record<string, string | undefined>
  kill(pid: number, signal: string): void
}

// In a browser there is no such program, and so nothing to end.
const program = (globalThis as { process?: Partial<Program> }).process as Program | undefined
const armed = program?.env?.['CHAIRSIDE_FAILPOINT']

let listener: ((name: Failpoint) => void) | undefined

/** A simulation runs many programs in one: it is told of every point instead, and ends the one that came by itself. */
export function onFailpoint(listen: ((name: Failpoint) => void) | undefined): void {
  listener = listen
}

/** Ends the program here, at once and with nothing tidied up, when a test has armed this point. */
export function failpoint(name: Failpoint): void {
  listener?.(name)
  if (armed === name) program!.kill(program!.pid, 'SIGKILL')
}
