import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import type { SessionState } from '../../../shared/protocol/views.ts'
import { dropKeys } from '../../app/held-keys.ts'
import { useLive } from '../../app/live.ts'
import { signedIn, syncStatus } from '../../testing/fixtures.ts'
import { MemoryHost } from '../../testing/memory-transport.ts'
import type { Script } from '../../testing/memory-transport.ts'
import { renderScreen } from '../../testing/render.tsx'
import { SessionScreen } from './index.tsx'

let stop: () => void = () => undefined

function open(stage: SessionState['stage'], script: Script = {}) {
  const session: SessionState = { ...signedIn(), stage, user: null }
  const host = new MemoryHost({ 'session.state': () => session, 'sync.status': () => syncStatus(), ...script })
  stop = renderScreen(<SessionScreen session={session} />, host).stop
  return host
}
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const submit = (button: string) => fireEvent.submit(screen.getByRole('button', { name: button }).closest('form')!)

afterEach(() => {
  cleanup()
  stop()
  dropKeys()
  useLive.setState({ session: null, sync: null, connected: false })
})

describe('signing in', () => {
  it('has the keyboard in the user name and moves it to the password with Enter', async () => {
    const host = open('sign_in')
    expect(document.activeElement).toBe(screen.getByLabelText('User name'))
    type('User name', ' Maria ')
    submit('Sign in')
    expect(document.activeElement).toBe(screen.getByLabelText('Password'))
    expect(host.inputsOf('session.signIn')).toHaveLength(0)
    type('Password', 'secret')
    submit('Sign in')
    await waitFor(() => expect(host.inputsOf('session.signIn')).toEqual([{ username: 'maria', password: 'secret' }]))
  })

  it('says that the password is wrong, empties it and stays on it', async () => {
    open('sign_in', { 'session.signIn': () => { throw new ApiError('refused', 'That user name and password do not belong together.') } })
    type('User name', 'maria')
    type('Password', 'nope')
    submit('Sign in')
    expect(await screen.findByText('That user name and password do not belong together.')).toBeDefined()
    const password = screen.getByLabelText('Password') as HTMLInputElement
    await waitFor(() => expect(password.value).toBe(''))
    expect(document.activeElement).toBe(password)
  })

  it('says when Caps Lock is on', () => {
    open('sign_in')
    const pressed = new KeyboardEvent('keyup', { key: 'A', bubbles: true, modifierCapsLock: true } as KeyboardEventInit)
    fireEvent(screen.getByLabelText('Password'), pressed)
    expect(screen.getByText('Caps Lock is on.')).toBeDefined()
  })
})

describe('setting up a PC', () => {
  it('says plainly that the centre cannot be reached and that nothing was changed', async () => {
    const host = open('enrol', { 'setup.enrol': () => { throw new ApiError('offline', 'fetch failed') } })
    type('Manager’s user name', 'owner')
    type('Manager’s password', 'secret')
    submit('Set up this PC')
    expect(await screen.findByText('Name of this PC is missing.')).toBeDefined()
    type('Name of this PC', 'Front desk 2')
    submit('Set up this PC')
    expect(await screen.findByText(/The centre cannot be reached.*nothing was changed/)).toBeDefined()
    expect(host.inputsOf('setup.enrol')).toEqual([{ username: 'owner', password: 'secret', deviceName: 'Front desk 2', profile: 'front_desk' }])
  })
})

describe('setting up a PC with a code', () => {
  const byCode = () => fireEvent.click(screen.getByLabelText('One-time code'))

  it('takes the code however it is typed, and asks for no password', async () => {
    const host = open('enrol', { 'setup.enrolByCode': () => null })
    byCode()
    expect(screen.queryByLabelText('Manager’s password')).toBeNull()
    type('Code', '7kq3f 9xwpd')
    type('Name of this PC', 'Front desk 2')
    submit('Set up this PC')
    await waitFor(() => expect(host.inputsOf('setup.enrolByCode')).toEqual([{ code: '7KQ3F9XWPD', deviceName: 'Front desk 2' }]))
  })

  it('says what a code looks like before it asks the centre, and what the centre said of it', async () => {
    const host = open('enrol', { 'setup.enrolByCode': () => { throw new ApiError('refused', 'This code is not known, too old or used already. Ask for a new one.') } })
    byCode()
    type('Code', '7KQ3F')
    type('Name of this PC', 'Front desk 2')
    submit('Set up this PC')
    expect(await screen.findByText(/A code has ten letters and digits/)).toBeDefined()
    expect(host.inputsOf('setup.enrolByCode')).toHaveLength(0)
    type('Code', '7KQ3F-9XWPD')
    submit('Set up this PC')
    expect(await screen.findByText(/not known, too old or used already/)).toBeDefined()
  })
})

describe('setting up a PC that does not know the centre', () => {
  it('asks for the address first, and shows no state of a line that is not there', async () => {
    const session: SessionState = { ...signedIn(), stage: 'enrol', user: null, serverUrl: null }
    const host = new MemoryHost({ 'session.state': () => session, 'sync.status': () => syncStatus(), 'setup.enrol': () => { throw new ApiError('invalid', '"clinic" is not the address of a server.') } })
    stop = renderScreen(<SessionScreen session={session} />, host).stop
    expect(document.activeElement).toBe(screen.getByLabelText('Address of the centre'))
    expect(screen.queryByRole('button', { name: /^Sync: / })).toBeNull()
    type('Manager’s user name', 'owner')
    type('Manager’s password', 'secret')
    type('Name of this PC', 'Front desk 2')
    submit('Set up this PC')
    expect(await screen.findByText('Address of the centre is missing.')).toBeDefined()
    type('Address of the centre', ' clinic ')
    submit('Set up this PC')
    expect(await screen.findByText('"clinic" is not the address of a server.')).toBeDefined()
    expect(host.inputsOf('setup.enrol')).toEqual([{ username: 'owner', password: 'secret', deviceName: 'Front desk 2', profile: 'front_desk', serverUrl: 'clinic' }])
  })
})

describe('the first manager', () => {
  it('is not created with passwords that differ or are short', async () => {
    const host = open('first_manager', { 'setup.createManager': () => null })
    type('Your name', 'Cristina')
    type('User name', 'owner')
    type('Password', 'short')
    submit('Create manager')
    expect(await screen.findByText('Use at least 8 characters.')).toBeDefined()
    type('Password', 'long enough')
    type('Password again', 'long enouhg')
    submit('Create manager')
    expect(await screen.findByText('The two passwords differ.')).toBeDefined()
    type('Password again', 'long enough')
    submit('Create manager')
    await waitFor(() => expect(host.inputsOf('setup.createManager')).toEqual([{ clinicName: 'Ngiti Dental Clinic', displayName: 'Cristina', username: 'owner', password: 'long enough' }]))
  })
})

describe('the first copy', () => {
  it('shows how far it is, and goes on showing it when the network is away', async () => {
    const host = open('loading', { 'sync.status': () => syncStatus({ firstSync: { tablesDone: 6, tablesTotal: 24, rows: 12_345 } }) })
    await screen.findByText('6 of 24 parts · 12,345 records so far')
    expect(screen.getByRole('progressbar', { name: 'Progress of the first copy' }).getAttribute('aria-valuenow')).toBe('25')
    host.emit({ event: 'sync', status: syncStatus({ network: 'offline', firstSync: { tablesDone: 6, tablesTotal: 24, rows: 12_345 } }) })
    expect(await screen.findByText(/It goes on by itself/)).toBeDefined()
  })
})
