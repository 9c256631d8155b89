import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import { useLive } from '../../app/live.ts'
import { id, LOCATION, reference, signedIn, syncStatus } from '../../testing/fixtures.ts'
import { MemoryHost } from '../../testing/memory-transport.ts'
import { renderScreen } from '../../testing/render.tsx'
import { SettingsScreen } from './index.tsx'

let stop: () => void = () => undefined

function open(tab: string, permissions?: Parameters<typeof signedIn>[0]) {
  const host = new MemoryHost({
    'session.state': () => signedIn(permissions),
    'sync.status': () => syncStatus(),
    'clinic.reference': () => reference(),
    'people.save': () => null,
    mutate: ({ input }) => ({ mutationId: id('4', 1), input }),
  })
  stop = renderScreen(<SettingsScreen tab={tab} />, host).stop
  return host
}
const type = (label: string, value: string) => fireEvent.change(within(screen.getByRole('dialog')).getByLabelText(label), { target: { value } })
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }))

afterEach(() => {
  cleanup()
  stop()
  useLive.setState({ session: null, sync: null, connected: false })
})

describe('the settings', () => {
  it('are only for those who may change them', async () => {
    open('chairs', ['schedule.write'])
    expect(await screen.findByText('You are not allowed to do that')).toBeDefined()
  })

  it('add a chair to the right of the others', async () => {
    const host = open('chairs')
    fireEvent.click(await screen.findByRole('button', { name: 'Add chair' }))
    await screen.findByRole('dialog')
    save()
    expect(await screen.findByText('Name of the chair is missing.')).toBeDefined()
    type('Name of the chair', 'Surgery')
    save()
    await waitFor(() => expect(host.inputsOf('mutate')).toHaveLength(1))
    expect(host.inputsOf('mutate')[0]).toMatchObject({ name: 'settings.saveOperatory', input: { locationId: LOCATION, name: 'Surgery', position: 3, isActive: true } })
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('take a price as people write it, and none that is no amount', async () => {
    const host = open('services')
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Cleaning' }))
    await screen.findByRole('dialog')
    type('Price (₱)', '1,25')
    save()
    expect(await screen.findByText(/Type an amount/)).toBeDefined()
    type('Price (₱)', '₱1,250.50')
    save()
    await waitFor(() => expect(host.inputsOf('mutate')[0]).toMatchObject({ name: 'settings.saveService', input: { priceCentavos: 125_050, code: 'CLEAN' } }))
  })

  it('show in the dialog why a change was refused, and keep what was typed', async () => {
    const host = open('services')
    host.script.mutate = () => { throw new ApiError('refused', 'Another service has the code CLEAN.', 'code_taken') }
    fireEvent.click(await screen.findByRole('button', { name: 'Add service' }))
    await screen.findByRole('dialog')
    type('Code', 'CLEAN')
    type('Name of the service', 'Cleaning again')
    type('Price (₱)', '100')
    save()
    expect(await screen.findByText('Another service has the code CLEAN.')).toBeDefined()
    expect((screen.getByLabelText('Name of the service') as HTMLInputElement).value).toBe('Cleaning again')
  })

  it('give a new person a password and leave that of another alone', async () => {
    const host = open('people')
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Dr. Cruz' }))
    await screen.findByRole('dialog')
    save()
    await waitFor(() => expect(host.inputsOf('people.save')).toHaveLength(1))
    expect(host.inputsOf('people.save')[0]).toMatchObject({ userId: id('d', 2), username: 'drcruz', isDentist: true, password: null })
    fireEvent.click(screen.getByRole('button', { name: 'Add person' }))
    await screen.findByRole('dialog')
    type('Name on screen and paper', 'Jun')
    type('User name', 'jun')
    save()
    expect(await screen.findByText('Use at least 8 characters.')).toBeDefined()
  })

  it('write only the weekdays that were changed', async () => {
    const host = open('clinic')
    fireEvent.click(await screen.findByLabelText('Open on Sunday'))
    fireEvent.change(screen.getByLabelText('Friday: Closes'), { target: { value: '20:00' } })
    fireEvent.click(screen.getByRole('button', { name: 'Save hours' }))
    await waitFor(() => expect(host.inputsOf('mutate')).toHaveLength(2))
    expect(host.inputsOf('mutate').map((one) => one.input)).toMatchObject([{ weekday: 5, closes: 1200 }, { weekday: 7, opens: 0, closes: 0 }])
  })

  it('show a change of another desk without dropping what is being typed', async () => {
    const host = open('clinic')
    fireEvent.change(await screen.findByLabelText('Phone'), { target: { value: '(02) 8555' } })
    const changed = reference()
    changed.clinic = { ...changed.clinic, name: 'Bagong Ngiti' }
    host.script['clinic.reference'] = () => changed
    host.emit({ event: 'changed', tables: ['clinics'] })
    await waitFor(() => expect((screen.getByLabelText('Name of the clinic') as HTMLInputElement).value).toBe('Bagong Ngiti'))
    expect((screen.getByLabelText('Phone') as HTMLInputElement).value).toBe('(02) 8555')
  })
})
