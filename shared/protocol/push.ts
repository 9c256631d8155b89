import { z } from 'zod'
import { id, instant } from '../mutators/fields.ts'

/** Raised when the meaning of a push changes. */
export const PUSH_PROTOCOL = 1
export const PUSH_MAX_MUTATIONS = 100

/** How an item of Needs attention is settled that nobody has to settle: what it lacked came back from another desk. */
export const CAME_BACK = 'came_back'

export const pushMutation = z.object({
  seq: z.int().min(1),
  id,
  name: z.string().max(60),
  input: z.unknown(),
  actor: id,
  at: instant,
  /** The schema of the program that made the write, when that is not the one which sends it: its input is read as of that schema. */
  schema: z.int().min(1).optional(),
  /**
   * The answer this desk has got to it. The centre knows better, unless it forgot: then the mutation comes
   * back after a restore, and what was refused stays refused.
   */
  given: z.object({ status: z.enum(['applied', 'merged', 'rejected']), code: z.string().max(60).optional(), message: z.string().max(1000).optional() }).optional(),
})

export const pushRequest = z.object({
  clientId: id,
  protocol: z.int(),
  schema: z.int(),
  /** The desk's clock as it sent the request; the centre measures the offset from it. */
  sentAt: instant,
  mutations: z.array(pushMutation).min(1).max(PUSH_MAX_MUTATIONS),
})

export type PushMutation = z.output<typeof pushMutation>
export type PushRequest = z.output<typeof pushRequest>

/** `repeat` of a mutation gives the answer it got the first time. */
export type PushResult = {
  seq: number
  id: string
  status: 'applied' | 'merged' | 'rejected'
  code?: string
  message?: string
}

export type PushResponse =
  /** As far as the results go: a busy centre answers fewer than were sent, and at least one. */
  | { kind: 'done'; results: PushResult[]; serverTime: string }
  /** A mutation in between is missing: send again from `expected`. */
  | { kind: 'gap'; expected: number; results: PushResult[]; serverTime: string }
  /** That number was used by another mutation (a desk restored from an old copy): go on under new numbers from `expected`. */
  | { kind: 'renumber'; expected: number; results: PushResult[]; serverTime: string }
  /**
   * The first mutation without a result was made by a newer program, and this centre, of the older schema given, cannot
   * read it. It waits at its desk with all behind it, which may stand on it, until the centre is updated.
   */
  | { kind: 'held'; schema: number; results: PushResult[]; serverTime: string }
  | { kind: 'refused'; code: 'protocol' | 'revoked'; message: string }
