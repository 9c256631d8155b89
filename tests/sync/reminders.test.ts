import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { todayIn } from '../../shared/domain/time.ts'
import { TestClinic } from '../support/clinic.ts'
import type { TestDesk } from '../support/clinic.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'
import { TestWindow, until } from '../support/window.ts'

describe('reminders through a provider', () => {
  let database: TestDatabase
  let clinic: TestClinic
  let a: TestDesk
  let b: TestDesk
  let server: Server
  const got: { to: string; text: string; reference: string }[] = []

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += String(part)))
      request.on('end', () => {
        got.push(JSON.parse(body) as (typeof got)[number])
        response.end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const env = { CHAIRSIDE_REMINDER_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
    database = await createTestDatabase()
    clinic = await TestClinic.start(database.url)
    a = await clinic.desk('a')
    b = await clinic.desk('b')
    for (const desk of [a, b]) {
      await desk.kill()
      await desk.restart(env)
    }
  }, 60_000)

  afterAll(async () => {
    await clinic?.stop()
    await database?.drop()
    server.closeAllConnections()
    server.close()
  })

  it('go out once when two desks send at the same moment, and wait for the network', async () => {
    const [atA, atB] = await Promise.all([a, b].map((desk) => TestWindow.signedIn(desk.url, 'maria'))) as [TestWindow, TestWindow]
    const date = todayIn('Asia/Manila', new Date().toISOString())
    const [first, second] = await atA.call('frontDesk.reminders', { date })
    await Promise.all([atA, atB].map((window) => window.syncIs((status) => status.network === 'online')))
    const wanted = { appointmentId: first!.appointmentId, startsAt: first!.startsAt }
    const answers = await Promise.allSettled([atA.call('reminders.send', wanted), atB.call('reminders.send', wanted)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(got).toHaveLength(1)
    expect(got[0]).toMatchObject({ to: first!.phone, text: expect.stringContaining('We expect you on') })
    // The given name is all of the name that leaves the clinic.
    expect(got[0]!.text).not.toContain(first!.patientName.split(',')[0]!)
    await until(async () => (await atB.call('frontDesk.reminders', { date })).find((row) => row.appointmentId === wanted.appointmentId)?.sent?.state === 'done')
    await expect(atB.call('reminders.send', wanted)).rejects.toThrow(/sent already/)
    // The claim that lost has changed nothing, and nobody has to look at it.
    await Promise.all([atA, atB].map((window) => window.syncIs((status) => status.waiting === 0)))
    expect(await atA.call('attention.list', {})).toEqual([])

    a.cable.cut()
    await atA.syncIs((status) => status.network === 'offline')
    await expect(atA.call('reminders.send', { appointmentId: second!.appointmentId, startsAt: second!.startsAt })).rejects.toThrow(/no patient gets one twice/)
    expect(got).toHaveLength(1)
  }, 60_000)
})
