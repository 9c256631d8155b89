import { useEffect } from 'react'
import { cleanup, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/protocol/clinic-api.ts'
import { useLive } from '../app/live.ts'
import { DATE, dayView, id, signedIn, syncStatus } from '../testing/fixtures.ts'
import { MemoryHost } from '../testing/memory-transport.ts'
import { renderScreen } from '../testing/render.tsx'
import { newId, useClinicQuery, useMutate } from './hooks.ts'
import type { Mutate } from './hooks.ts'

let stop: () => void = () => undefined
const given: { mutate?: Mutate } = {}
const mutate: Mutate = (...args) => given.mutate!(...args)

function Probe() {
  const day = useClinicQuery('schedule.day', { date: DATE })
  const write = useMutate()
  useEffect(() => {
    given.mutate = write
  }, [write])
  return <p>{day.data ? `slots of ${day.data.slotMinutes}` : day.error ? day.error.message : 'nothing yet'}</p>
}
function open(slots = { minutes: 15 }) {
  const host = new MemoryHost({ 'session.state': () => signedIn(), 'sync.status': () => syncStatus(), 'schedule.day': () => dayView([], { slotMinutes: slots.minutes }) })
  stop = renderScreen(<Probe />, host).stop
  return { host, slots }
}

afterEach(() => {
  cleanup()
  stop()
  useLive.setState({ session: null, sync: null, connected: false })
})

describe('a query on the screen', () => {
  it('is asked again when a table it reads changes, and shows the old answer meanwhile', async () => {
    const { host, slots } = open()
    await screen.findByText('slots of 15')
    slots.minutes = 30
    host.emit({ event: 'changed', tables: ['appointments'] })
    expect(screen.getByText('slots of 15')).toBeDefined()
    await screen.findByText('slots of 30')
  })

  it('is asked again after the line was down, for events were missed', async () => {
    const { host, slots } = open()
    await screen.findByText('slots of 15')
    host.cut()
    slots.minutes = 10
    expect(screen.getByText('slots of 15')).toBeDefined()
    host.open()
    await screen.findByText('slots of 10')
  })

  it('forgets the answers given to one person before the next one works', async () => {
    const { host } = open()
    await screen.findByText('slots of 15')
    host.script['schedule.day'] = () => new Promise(() => undefined)
    host.emit({ event: 'session', state: { ...signedIn(), user: { ...signedIn().user!, id: id('d', 1) } } })
    expect(await screen.findByText('nothing yet')).toBeDefined()
  })
})

describe('a write', () => {
  it('gives its receipt', async () => {
    const { host } = open()
    host.script.mutate = ({ input }) => ({ mutationId: id('4', 1), input })
    await waitFor(() => expect(useLive.getState().connected).toBe(true))
    expect(await mutate('appointment.confirm', { id: newId() })).toMatchObject({ mutationId: id('4', 1) })
  })

  it('that is refused says so in words, or hands the error to a caller that shows it itself', async () => {
    const { host } = open()
    host.script.mutate = () => { throw new ApiError('refused', 'The chair is already booked at that time.', 'slot_taken') }
    await waitFor(() => expect(useLive.getState().connected).toBe(true))
    expect(await mutate('appointment.confirm', { id: newId() })).toBeNull()
    await screen.findByText('The chair is already booked at that time.')
    const errors: ApiError[] = []
    expect(await mutate('appointment.confirm', { id: newId() }, { onError: (error) => errors.push(error) })).toBeNull()
    expect(errors[0]).toMatchObject({ kind: 'refused', code: 'slot_taken' })
  })

  it('gets ids that sort by the time they were made', () => {
    const made = Array.from({ length: 50 }, newId)
    expect(made.toSorted()).toEqual(made)
    expect(made[0]?.[14]).toBe('7')
  })
})
