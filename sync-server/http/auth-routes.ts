import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { id, line, required } from '../../shared/mutators/fields.ts'
import { DEVICE_PROFILES } from '../../shared/schema/index.ts'
import { enrolDevice, revokeDevice } from '../auth/enrol.ts'
import { redeemEnrolmentCode } from '../auth/enrolment-codes.ts'
import { createFirstManager } from '../auth/first-manager.ts'
import { isVerifier } from '../auth/passwords.ts'
import { mustBeManager, signIn } from '../auth/people.ts'
import { inTransaction } from '../auth/transaction.ts'
import type { Centre } from './centre.ts'
import { HttpError, parseInput } from './errors.ts'

const credentials = { username: required('The user name', 60), password: z.string().min(1).max(200) }
const deviceName = required('The name of this PC', 60)
const loginInput = z.object({ ...credentials, clinic: id.optional() })
const codeInput = z.object({ code: line(40), deviceName })
const passwordInput = z.object({ ...credentials, deviceName, profile: z.enum(DEVICE_PROFILES), clinic: id.optional() })
const managerInput = z.object({
  clinicName: required('The name of the clinic'),
  displayName: required('Your name'),
  username: z.string().trim().toLowerCase().regex(/^[a-z0-9._-]{2,40}$/, 'Use 2 to 40 letters, digits, dots or dashes.'),
  verifier: z.string().max(300).refine(isVerifier, 'Not an argon2id verifier that the centre accepts.'),
})
const revokeParams = z.object({ id })

/** Sign-in, enrolment, the first manager and the end of a desk. */
export function authRoutes(app: FastifyInstance, centre: Centre): void {
  const { pool, backoff, limits } = centre

  app.post('/v1/auth/login', async (request) => {
    const device = await limits.admit(pool, request)
    const input = parseInput(loginInput, request.body)
    if (input.clinic !== undefined && input.clinic !== device.clinicId) throw new HttpError(403, 'other_clinic', 'This desk belongs to another clinic.')
    const { clinicId: _, ...user } = await signIn(pool, backoff, { ...input, clinicId: device.clinicId, deviceId: device.id, address: request.ip, route: 'login' })
    return { user, serverTime: new Date().toISOString() }
  })

  app.post('/v1/auth/enrol', async (request, reply) => {
    limits.anybody(request)
    const byCode = typeof request.body === 'object' && request.body !== null && 'code' in request.body
    const enrolment = byCode ? await enrolByCode(centre, request.body, request.ip) : await enrolByManager(centre, request.body, request.ip)
    return reply.status(201).send(enrolment)
  })

  app.post('/v1/setup/manager', async (request, reply) => {
    const device = await limits.admit(pool, request)
    const input = parseInput(managerInput, request.body)
    return reply.status(201).send(await inTransaction(pool, (client) => createFirstManager(client, device, input)))
  })

  app.post('/v1/devices/:id/revoke', async (request) => {
    limits.anybody(request)
    const { id: deviceId } = parseInput(revokeParams, request.params)
    const input = parseInput(loginInput, request.body)
    const manager = await signIn(pool, backoff, { ...input, clinicId: input.clinic, deviceId: null, address: request.ip, route: 'revoke' })
    mustBeManager(manager)
    const known = await pool.query('select 1 from devices where id = $1 and clinic_id = $2', [deviceId, manager.clinicId])
    if (known.rowCount === 0) throw new HttpError(404, 'not_found', 'There is no such desk in your clinic.')
    await inTransaction(pool, (client) => revokeDevice(client, { id: deviceId, clinicId: manager.clinicId }, manager.id))
    centre.openShapes.cutOff(deviceId)
    return { deviceId, revoked: true }
  })
}

async function enrolByCode({ pool, backoff }: Centre, body: unknown, address: string) {
  const input = parseInput(codeInput, body)
  const tried = backoff.begin(undefined, address)
  if (tried.waitMs > 0) throw new HttpError(429, 'slow_down', 'Too many wrong codes. Wait a little before the next try.', tried.waitMs / 1000)
  return inTransaction(pool, async (client) => {
    const redeemed = await redeemEnrolmentCode(client, input.code)
    if (!redeemed) throw new HttpError(401, 'bad_code', 'This code is not known, too old or used already. Ask for a new one.')
    tried.succeeded()
    return enrolDevice(client, { ...redeemed, name: input.deviceName, by: null })
  })
}

async function enrolByManager({ pool, backoff }: Centre, body: unknown, address: string) {
  const input = parseInput(passwordInput, body)
  const manager = await signIn(pool, backoff, { ...input, clinicId: input.clinic, deviceId: null, address, route: 'enrol' })
  mustBeManager(manager)
  return inTransaction(pool, (client) => enrolDevice(client, { clinicId: manager.clinicId, name: input.deviceName, profile: input.profile, by: manager.id }))
}
