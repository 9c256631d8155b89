import { Refusal } from '../../shared/mutators/mutator.ts'

interface PgError {
  code?: string
  constraint?: string
}

const SENTENCES: Record<string, [code: string, message: string]> = {
  appointments_dentist_free: ['slot_taken', 'The dentist is already booked at that time.'],
  appointments_chair_free: ['slot_taken', 'The chair is already booked at that time.'],
  appointments_patient_free: ['slot_taken', 'The patient is already booked at that time.'],
  ledger_lines_charged_once: ['already_charged', 'This treatment was already charged.'],
  chart_entries_voided_once: ['already_voided', 'This entry was already taken back.'],
  payments_number_once: ['number_used', 'The payment number is already used.'],
  statements_number_once: ['number_used', 'The statement number is already used.'],
  services_code_once: ['code_taken', 'Another service has that code.'],
  users_username_once: ['username_taken', 'That user name is taken.'],
}

/** The desk's progress is not what it was when this mutation's place was read: another of its pushes came first. */
export class OutOfTurn extends Error {
  override readonly name = 'OutOfTurn'
}

/** Two transactions got in each other's way; running again is right. */
export function isSerializationFailure(error: unknown): boolean {
  if (error instanceof OutOfTurn) return true
  const code = (error as PgError).code
  return code === '40001' || code === '40P01'
}

/** The database or the way to it failed, not the mutation: nothing was decided, the desk tries again. */
export function isInfrastructureFailure(error: unknown): boolean {
  const code = (error as PgError).code
  if (code === undefined) return error instanceof Error && /connection|timeout|ECONN|EPIPE|terminat/i.test(error.message)
  // Not class 54, a limit that the mutation itself runs into, nor Node's ERR_ codes, which are faults of programs.
  return /^(08|25|53|55|57|58|F0|XX)/.test(code) || /^E(?!RR_)[A-Z]/.test(code)
}

/** Why a mutation was refused, for the person at the desk; never carries values of the database. */
export function reasonOf(error: unknown): { code: string; message: string } {
  if (error instanceof Refusal) return { code: error.code, message: error.message }
  const { code = '', constraint = '' } = error as PgError
  const known = SENTENCES[constraint]
  if (known) return { code: known[0], message: known[1] }
  if (code === '23505') return { code: 'duplicate', message: 'The record is already there.' }
  if (code === '23503') return { code: 'not_found', message: 'Something it refers to is not known at the centre.' }
  if (code.startsWith('23') || code.startsWith('22')) return { code: 'not_allowed', message: 'The centre does not allow these values.' }
  return { code: 'failed', message: 'The centre could not carry this out. What was entered is kept here.' }
}
