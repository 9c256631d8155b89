import type { Patch } from './patches.ts'

interface Break {
  /** The rule that does not hold any more. */
  rule: string
  patches: Patch[]
}

/** Rules of the sync that can be broken on purpose, in the simulation's processes only, to see that it notices. */
export const BREAKS = {
  'skip-cursor': {
    rule: 'S5: how far the rows reach is saved with them',
    patches: [{ module: 'sync/apply-central.ts', find: 'saveCursors(db, batch.cursors)\n', put: '\n' }],
  },
  'clear-on-answer': {
    rule: 'S7: an entry is done when the rows of the centre contain it, not when it is answered',
    patches: [
      { module: 'sync/outbox.ts', find: `set state = case state when 'waiting' then 'answered' else state end, outcome`, put: `set state = 'confirmed', confirmed_at = '2026-11-23T00:00:00.000Z', outcome` },
      // Else the next rows would open it again before anybody sees that it is gone.
      { module: 'sync/outbox.ts', find: `where state = 'confirmed' and seq > ?`, put: `where state = 'confirmed' and seq < 0 and seq > ?` },
    ],
  },
  'drop-on-reject': {
    rule: 'S1: a refused write stays where it was saved',
    patches: [{ module: 'sync/outbox.ts', find: 'note.run(status, code ?? null, message ?? null, seq, id)', put: `status === 'rejected' ? db.prepare('delete from _outbox where id = ?').run(id) : note.run(status, code ?? null, message ?? null, seq, id)` }],
  },
  'refuse-silently': {
    rule: 'S2: a refused write is shown to a person',
    patches: [{ module: 'push/record.ts', find: `if (decided.result.status !== 'applied')`, put: `if (decided.result.status === 'merged')` }],
  },
  'wall-clock': {
    rule: 'S10: edits are compared by corrected time',
    patches: [{ module: 'push/mutation.ts', find: 'Date.parse(mutation.at) + mutation.correctionMs', put: 'Date.parse(mutation.at)' }],
  },
  'forget-field': {
    rule: 'S8: every field of a row reaches every desk',
    patches: [{ module: 'sync/rebase.ts', find: 'const update = names.filter((name) => name !== key)', put: `const update = names.filter((name) => name !== key && name !== 'notes')` }],
  },
  'half-transaction': {
    rule: 'S6: a transaction is shown when all its tables have come',
    patches: [{ module: 'sync/collector.ts', find: 'return view.passed < lsn ||', put: 'return' }],
  },
  'keep-what-was-forgotten': {
    rule: 'S12: what a restored centre has forgotten is sent again',
    patches: [
      { module: 'sync/outbox.ts', find: `where state = 'confirmed' and seq > ?`, put: `where state = 'confirmed' and seq < 0 and seq > ?` },
      { module: 'sync/outbox.ts', find: `set state = 'waiting', confirmed_at = null where seq >= ?`, put: `set state = 'waiting', confirmed_at = null where state <> 'confirmed' and seq >= ?` },
    ],
  },
} satisfies Record<string, Break>

export type BreakName = keyof typeof BREAKS

export function isBreak(name: string): name is BreakName {
  return Object.hasOwn(BREAKS, name)
}
