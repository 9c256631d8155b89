/** What a demo row is, as the number in the middle of its id. */
const KINDS = [
  'clinic', 'location', 'hours', 'chair', 'role', 'user', 'service', 'patient', 'alert', 'appointment',
  'chart', 'payment', 'ledger', 'supplier', 'item', 'lot', 'movement', 'recipe',
  'closed_day', 'blockout_type', 'blockout', 'availability', 'dentist_date',
  'recall', 'trigger', 'asap', 'request', 'call', 'news',
  'template', 'intake', 'review', 'consent', 'link',
] as const
export type DemoKind = (typeof KINDS)[number]

/** 2026-01-01T00:00:00Z in milliseconds, the time part of every demo id. */
const TIME = '019b76da-a800'

/** The id of the n-th demo row of a kind: a UUIDv7 in form, the same in every demo clinic. */
export function demoId(kind: DemoKind, n: number): string {
  const kindCode = (KINDS.indexOf(kind) + 1).toString(16).padStart(3, '0')
  return `${TIME}-7${kindCode}-8000-${n.toString(16).padStart(12, '0')}`
}
