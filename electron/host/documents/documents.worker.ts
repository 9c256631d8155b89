import { serveOperations } from '../store/rpc.ts'
import { renderStatement } from './statement.ts'
import type { StatementInput } from './statement.ts'

/** The thread that draws documents, so that a long statement holds up nobody. */
const operations = {
  statement: (input: StatementInput) => renderStatement(input),
}

export type DocumentOperations = typeof operations
serveOperations(operations)
