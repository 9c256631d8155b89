import { hash } from '@node-rs/argon2'
import { z } from 'zod'
import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import { DEVICE_PROFILES } from '../../../shared/schema/index.ts'
import type { Desk } from '../desk.ts'
import { enrolledDesk } from '../desk.ts'

const enrolment = z.object({
  deviceId: z.uuid(),
  clinicId: z.uuid(),
  token: z.string().min(20),
  series: z.string(),
  name: z.string(),
  profile: z.enum(DEVICE_PROFILES),
})

const refusal = z.object({ message: z.string(), code: z.string().optional() })

type Credentials = { code: string; deviceName: string } | { username: string; password: string; deviceName: string; profile: string }

const NOT_A_CENTRE = 'What answers at this address is not a Chairside centre. Check the address, then try again; nothing was changed.'

/**
 * Asks the centre to enrol this PC; a manager vouches for it, or a one-time code does.
 * @param typed the address of the centre, for a PC that does not know it yet
 */
export async function enrol(desk: Desk, credentials: Credentials, typed = ''): Promise<void> {
  if (desk.registration) throw new ApiError('refused', 'This PC is enrolled already.')
  const serverUrl = desk.serverUrl ?? checkedAddress(desk, typed)
  const answer = enrolment.safeParse(await post(desk, serverUrl, '/v1/auth/enrol', credentials))
  if (!answer.success) throw new ApiError('refused', NOT_A_CENTRE, 'not_a_centre')
  // Kept only now: an address with a slip in it can still be put right.
  if (desk.serverUrl === null) desk.useServer(serverUrl)
  await desk.enrolled(answer.data)
}

function checkedAddress({ options }: Desk, typed: string): string {
  if (typed === '' || !options.addresses) throw new ApiError('invalid', 'The address of the centre is missing.', 'no_address')
  try {
    return options.addresses.check(typed)
  } catch (error) {
    throw new ApiError('invalid', (error as Error).message, 'bad_address')
  }
}

export async function enrolWithPassword(desk: Desk, { serverUrl, ...input }: { username: string; password: string; deviceName: string; profile: string; serverUrl?: string }): Promise<null> {
  await enrol(desk, input, serverUrl)
  return null
}

export async function enrolWithCode(desk: Desk, { serverUrl, ...input }: { code: string; deviceName: string; serverUrl?: string }): Promise<null> {
  await enrol(desk, input, serverUrl)
  return null
}

/** Makes the first account of a clinic that has none. The password is hashed here and goes nowhere. */
export async function createManager(desk: Desk, input: { clinicName: string; displayName: string; username: string; password: string }): Promise<null> {
  const { token } = enrolledDesk(desk)
  const { password, ...rest } = input
  await post(desk, desk.serverUrl ?? '', '/v1/setup/manager', { ...rest, verifier: await hash(password) }, token)
  return null
}

async function post(desk: Desk, serverUrl: string, path: string, body: unknown, token?: string): Promise<unknown> {
  let response: Response
  try {
    response = await desk.link.fetchOnce(new URL(path, serverUrl), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
  } catch {
    throw new ApiError('offline', 'The centre cannot be reached. This one step needs the network; check the cable and the address of the centre, then try again.')
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer
  const known = refusal.safeParse(answer)
  throw known.success ? new ApiError('refused', known.data.message, known.data.code) : new ApiError('refused', NOT_A_CENTRE, 'not_a_centre')
}
