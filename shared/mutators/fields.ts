import { z } from 'zod'

/** Building blocks of mutator inputs. Every text is trimmed and bounded, so no desk can send a novel. */
/** In small letters, as Postgres gives it back: to the replica an id in capitals would be another one. */
export const id = z.uuid().toLowerCase()
export const line = (max = 120) => z.string().trim().max(max)
export const required = (what: string, max = 120) => z.string().trim().min(1, `${what} is missing.`).max(max)
export const note = z.string().trim().max(4000)
export const day = z.iso.date()
export const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'Not an instant in UTC with milliseconds.')
  // JavaScript takes 30 February for 2 March; Postgres does not.
  .refine((value) => isReal(value), 'There is no such day or time.')
/** Centavos; a safe integer well under what a bigint column holds. */
export const centavos = z.int().min(0).max(100_000_000_00)
export const colour = z.string().regex(/^#[0-9a-f]{6}$/i)

function isReal(value: string): boolean {
  const time = Date.parse(value)
  return !Number.isNaN(time) && new Date(time).toISOString() === value
}

/** Why values do not fit, for a person: our own sentences end in a full stop, the validator's notes to programmers do not. */
export function problemOf(error: z.ZodError): string {
  const message = error.issues[0]?.message ?? ''
  return message.endsWith('.') ? message : 'The values do not fit.'
}
