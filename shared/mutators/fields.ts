import { z } from 'zod'

/** Building blocks of mutator inputs. Every text is trimmed and bounded, so no desk can send a novel. */
export const id = z.uuid()
export const line = (max = 120) => z.string().trim().max(max)
export const required = (what: string, max = 120) => z.string().trim().min(1, `${what} is missing.`).max(max)
export const note = z.string().trim().max(4000)
export const day = z.iso.date()
export const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'Not an instant in UTC with milliseconds.')
/** Centavos; a safe integer well under what a bigint column holds. */
export const centavos = z.int().min(0).max(100_000_000_00)
export const colour = z.string().regex(/^#[0-9a-f]{6}$/i)
