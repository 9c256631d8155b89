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

type Credentials = { code: string; deviceName: string } | { username: string; password: string; deviceName: string; profile: string }

/** Asks the centre to enrol this PC; a manager vouches for it, or a one-time code does. */
export async function enrol(desk: Desk, credentials: Credentials): Promise<void> {
  if (desk.registration) throw new ApiError('refused', 'This PC is enrolled already.')
  const answer = enrolment.parse(await post(desk, '/v1/auth/enrol', credentials))
  await desk.enrolled(answer)
}

export async function enrolWithPassword(desk: Desk, input: { username: string; password: string; deviceName: string; profile: string }): Promise<null> {
  await enrol(desk, input)
  return null
}

/** Makes the first account of a clinic that has none. The password is hashed here and goes nowhere. */
export async function createManager(desk: Desk, input: { clinicName: string; displayName: string; username: string; password: string }): Promise<null> {
  const { token } = enrolledDesk(desk)
  const { password, ...rest } = input
  await post(desk, '/v1/setup/manager', { ...rest, verifier: await hash(password) }, token)
  return null
}

async function post(desk: Desk, path: string, body: unknown, token?: string): Promise<unknown> {
  let response: Response
  try {
    response = await desk.link.fetchOnce(new URL(path, desk.options.serverUrl), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
  } catch {
    throw new ApiError('offline', 'The centre cannot be reached. This one step needs the network; check the cable and the address of the centre, then try again.')
  }
  const answer = (await response.json().catch(() => ({}))) as { message?: string; code?: string }
  if (!response.ok) throw new ApiError('refused', answer.message ?? 'The centre refused this.', answer.code)
  return answer
}
