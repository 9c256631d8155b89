import { z } from 'zod'
import type { PushResponse } from '../../../shared/protocol/push.ts'

const result = z.object({ seq: z.int(), id: z.string(), status: z.enum(['applied', 'merged', 'rejected']), code: z.string().optional(), message: z.string().optional() })
const given = { results: z.array(result), serverTime: z.iso.datetime() }

const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), ...given }),
  z.object({ kind: z.literal('gap'), expected: z.int().min(1), ...given }),
  z.object({ kind: z.literal('renumber'), expected: z.int().min(1), ...given }),
  z.object({ kind: z.literal('held'), schema: z.int(), ...given }),
  z.object({ kind: z.literal('refused'), code: z.enum(['protocol', 'revoked']), message: z.string() }),
])

/** The centre's answer; undefined for anything else, such as the page of a hotel's network that answers 200 to all. */
export async function readAnswer(response: Response): Promise<PushResponse | undefined> {
  const parsed = answer.safeParse(await response.json().catch(() => undefined))
  return parsed.success ? parsed.data : undefined
}
