import { serveOperations } from '../store/rpc.ts'
import { renderDay, renderPack } from './day.ts'
import type { DayInput } from './day.ts'
import { renderConsent } from './consent.ts'
import type { ConsentInput } from './consent.ts'
import { renderStatement } from './statement.ts'
import type { StatementInput } from './statement.ts'

/** The thread that draws documents, so that a long statement holds up nobody. */
const operations = {
  day: (input: DayInput) => renderDay(input),
  pack: (input: Parameters<typeof renderPack>[0]) => renderPack(input),
  statement: (input: StatementInput) => renderStatement(input),
  consent: (input: ConsentInput) => renderConsent(input),
}

export type DocumentOperations = typeof operations
serveOperations(operations)
