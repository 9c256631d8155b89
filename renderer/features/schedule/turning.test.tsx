import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useLive } from '../../app/live.ts'
import { useRoute } from '../../app/route.ts'
import type { DayView } from '../../../shared/protocol/views.ts'
import { appointment, DATE, dayView, reference, signedIn, syncStatus } from '../../testing/fixtures.ts'
import { MemoryHost } from '../../testing/memory-transport.ts'
import { renderScreen } from '../../testing/render.tsx'
import { useBooking } from './booking/store.ts'
import { DayScreen, ScheduleOverlays } from './index.tsx'

const NEXT = '2026-11-21'
const grid = (day: number) => screen.findByRole('grid', { name: new RegExp(`${day}`) })

/** The schedule as the window shows it, on a host that answers for the next day only when it is let. */
function openSchedule() {
  const answers: ((view: DayView) => void)[] = []
  const host = new MemoryHost({
    'session.state': () => signedIn(),
    'sync.status': () => syncStatus(),
    'clinic.reference': () => reference(),
    'schedule.day': ({ date }) => (date === DATE ? dayView([appointment(1, 540, 30)]) : new Promise((resolve) => answers.push(resolve))),
    'schedule.freeSlots': () => [],
  })
  useRoute.setState({ route: { screen: 'day', date: DATE } })
  const { stop } = renderScreen(<><Routed /><ScheduleOverlays /></>, host)
  stopScreen = stop
  return { answer: () => answers.shift()!(dayView([], { date: NEXT })), isAsked: () => expect(answers).toHaveLength(1) }
}

function Routed() {
  const { route } = useRoute()
  return route.screen === 'day' ? <DayScreen date={route.date} /> : null
}

let stopScreen: () => void = () => undefined

beforeEach(() => useBooking.setState({ request: null }))
afterEach(() => {
  cleanup()
  stopScreen()
  useLive.setState({ session: null, sync: null, connected: false })
  useRoute.setState({ route: { screen: 'day' } })
})

describe('turning to another day', () => {
  it('leaves the day of before until the other is read, and keeps the keyboard at its time', async () => {
    const { answer, isAsked } = openSchedule()
    await grid(20)
    const cell = screen.getByRole('gridcell', { name: 'Chair 2, 10:00 AM, free' })
    fireEvent.click(cell)
    useBooking.setState({ request: null })
    cell.focus()
    fireEvent.keyDown(cell, { key: 'ArrowRight', ctrlKey: true })
    await waitFor(isAsked)
    expect(await grid(20)).toBeTruthy()

    answer()
    await grid(21)
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Chair 2, 10:00 AM, free')
  })

  it('does what was pressed meanwhile on the day that was asked for', async () => {
    const { answer, isAsked } = openSchedule()
    await grid(20)
    const cell = screen.getByRole('gridcell', { name: 'Chair 1, 10:00 AM, free' })
    cell.focus()
    fireEvent.keyDown(cell, { key: 'ArrowRight', ctrlKey: true })
    await waitFor(isAsked)
    fireEvent.keyDown(cell, { key: 'Enter' })
    expect(useBooking.getState().request).toBeNull()

    answer()
    await waitFor(() => expect(useBooking.getState().request).toMatchObject({ date: NEXT }))
  })

  it('takes the day of before away when the other takes long, and says that it is read', async () => {
    const { answer, isAsked } = openSchedule()
    await grid(20)
    fireEvent.keyDown(document.body, { key: 'ArrowRight', ctrlKey: true })
    await waitFor(isAsked)
    await waitFor(() => expect(screen.queryByRole('grid')).toBeNull())
    expect(document.querySelector('[aria-busy="true"]')).not.toBeNull()

    answer()
    await grid(21)
  })

  it('and back again before it was read leaves the keys free', async () => {
    const { isAsked } = openSchedule()
    await grid(20)
    const cell = screen.getByRole('gridcell', { name: 'Chair 1, 10:00 AM, free' })
    cell.focus()
    fireEvent.keyDown(cell, { key: 'ArrowRight', ctrlKey: true })
    await waitFor(isAsked)
    fireEvent.keyDown(cell, { key: 'ArrowLeft', ctrlKey: true })
    fireEvent.keyDown(cell, { key: 'Enter' })
    await waitFor(() => expect(useBooking.getState().request).toMatchObject({ date: DATE }))
  })
})
