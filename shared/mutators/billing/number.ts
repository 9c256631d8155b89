import type { MutationContext, Tx } from '../mutator.ts'

const DIGITS = 6

/**
 * The next number of a document series. A series belongs to one desk, so the desk alone counts it
 * up and it has no gaps, offline too (design §6): `SOA-FD1-000042`.
 */
export async function nextNumber(tx: Tx, table: 'payments' | 'statements', prefix: string, ctx: MutationContext): Promise<string> {
  const stem = `${prefix}-${ctx.series}-`
  // `~` sorts after every digit, so this range is the series and nothing else.
  const issued = await tx.select(table, [['number', '>', stem], ['number', '<', `${stem}~`]])
  // A write that was refused has no row any more, but its number went out on paper.
  const numbers = [...issued.map((row) => row.number), ...(ctx.issued?.(stem) ?? [])]
  const last = numbers.reduce((highest, number) => Math.max(highest, Number(number.slice(stem.length)) || 0), 0)
  return `${stem}${String(last + 1).padStart(DIGITS, '0')}`
}
