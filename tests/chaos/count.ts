import type { Books } from './books.ts'
import { lostEdits } from './edits.ts'
import { EFFECTS, TAGGED, Traces } from './effects.ts'
import type { Times } from './effects.ts'
import type { Ask } from './journal.ts'
import { wrongSums } from './sums.ts'

export interface Count {
  mutations: number
  saved: number
  refused_at_desk: number
  unanswered: number
  /** Of the saved ones: done as asked, done with both values listed, refused by the centre and listed. */
  applied: number
  merged: number
  rejected_and_listed: number
  /** Saved, and neither in the rows nor listed, or only half of it. */
  lost: number
  /** Saved, not at the centre, and still in their desk's outbox on its disk: late, not lost. */
  waiting: number
  /** There more often than once, whether saved or not. */
  doubled: number
  /** Refused at the desk, and there all the same. */
  refused_but_there: number
  /** Accounts of patients and items in stock whose sum is not what the wishes make it. */
  sums_wrong: number
  /** What each of these stands for; no patient data, only kinds and tags. */
  findings: string[]
}

/**
 * Holds what the desks were asked to write against what the centre's Postgres says.
 * @param outboxes ids of the mutations that desks still have to send
 */
export function count(asks: readonly Ask[], before: Books, after: Books, outboxes: ReadonlySet<string> = new Set()): Count {
  const traces = new Traces(after)
  const found = new Map(asks.map((ask) => [ask, EFFECTS[ask.name]?.(traces, ask) ?? null]))
  const listed = new Map(after.attention_items.map((item) => [item.mutation_id, item.outcome]))
  const outcomeOf = (ask: Ask) => (ask.answer.kind === 'saved' ? listed.get(ask.answer.mutationId) : undefined)
  const saved = asks.filter(({ answer }) => answer.kind === 'saved')
  const missing = new Set([...asks.filter((ask) => isLost(ask, found.get(ask) ?? null, outcomeOf(ask), after)), ...lostEdits(asks, after), ...lostMoves(asks, traces, outcomeOf)])
  // What is half there is lost, whatever the outbox says.
  const waiting = new Set([...missing].filter((ask) => ask.answer.kind === 'saved' && outboxes.has(ask.answer.mutationId) && timesCarriedOut(ask, after) === 0 && !(found.get(ask) ?? 0)))
  const lost = missing.difference(waiting)
  const doubled = asks.filter((ask) => (found.get(ask) ?? 0) > 1 || timesCarriedOut(ask, after) > 1 || (outcomeOf(ask) === 'rejected' && TAGGED.has(ask.name) && found.get(ask) !== 0))
  const ghosts = asks.filter((ask) => ask.answer.kind === 'refused' && TAGGED.has(ask.name) && found.get(ask) !== 0)
  const sums = wrongSums(asks.filter((ask) => (found.get(ask) ?? 0) > 0), before, after)
  const of = (outcome: 'merged' | 'rejected' | undefined) => saved.filter((ask) => outcomeOf(ask) === outcome && !missing.has(ask)).length
  return {
    mutations: asks.length,
    saved: saved.length,
    refused_at_desk: asks.filter(({ answer }) => answer.kind === 'refused').length,
    unanswered: asks.filter(({ answer }) => answer.kind === 'none').length,
    applied: of(undefined),
    merged: of('merged'),
    rejected_and_listed: of('rejected'),
    lost: lost.size,
    waiting: waiting.size,
    doubled: doubled.length,
    refused_but_there: ghosts.length,
    sums_wrong: sums.length,
    findings: [...told('lost', [...lost]), ...told('doubled', doubled), ...told('refused but there', ghosts), ...sums],
  }
}

function isLost(ask: Ask, times: Times, outcome: string | undefined, books: Books): boolean {
  if (outcome === 'rejected') return false
  const isHalf = times !== null && times > 0 && times < 1
  if (ask.answer.kind !== 'saved') return isHalf
  return timesCarriedOut(ask, books) === 0 || (times !== null && times < 1)
}

function timesCarriedOut({ answer }: Ask, books: Books): number {
  return answer.kind === 'saved' ? (books.carriedOut.get(answer.mutationId) ?? 0) : 0
}

/** An appointment that was moved stands where one of its moves put it, answered or not. */
function lostMoves(asks: readonly Ask[], traces: Traces, outcomeOf: (ask: Ask) => string | undefined): Ask[] {
  const moves = asks.filter((ask) => ask.name === 'appointment.move' && ask.answer.kind !== 'refused' && outcomeOf(ask) !== 'rejected')
  return [...Map.groupBy(moves, ({ input }) => input['id']).values()].flatMap((ofOne) => {
    const row = traces.appointment(ofOne[0]!)
    const stands = ofOne.some(({ input }) => input['startsAt'] === row?.starts_at && input['operatoryId'] === row?.operatory_id)
    return stands ? [] : ofOne.filter(({ answer }) => answer.kind === 'saved').slice(-1)
  })
}

function told(what: string, asks: readonly Ask[]): string[] {
  return asks.map(({ name, tag, desk, answer }) => `${what}: ${name} ${tag} at desk ${desk + 1}, ${answer.kind}${answer.kind === 'saved' ? ` as ${answer.mutationId}` : ''}`)
}
