import { serveOperations } from '../store/rpc.ts'
import { renderDay } from './day.ts'
import type { DayInput } from './day.ts'
import { renderStatement } from './statement.ts'
import type { StatementInput } from './statement.ts'

/** The thread that draws documents, so that a long statement holds up nobody. */
const operations = {
  day: (input: DayInput) => renderDay(input),
  statement: (input: StatementInput) => renderStatement(input),
}

export type DocumentOperations = typeof operations
serveOperations(operations)
