import { afterEach, describe, expect, it } from 'vitest'
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import type { BackupView } from '../../../../shared/protocol/views.ts'
import { AppShell } from '../../../app/AppShell.tsx'
import { syncStatus } from '../../../testing/fixtures.ts'
import { openScreen } from '../../testing/open.tsx'
import { BackupsTab } from './BackupsTab.tsx'

afterEach(cleanup)

const backup = (day: number, patch: Partial<BackupView> = {}): BackupView => ({
  name: `replica-2026-11-${day}.db`, kind: 'daily', madeAt: `2026-11-${day}T01:30:00.000Z`, bytes: 86_474_752, checkedAt: `2026-11-${day}T01:30:02.000Z`, waiting: 0, ...patch,
})
const tab = <BackupsTab zone="Asia/Manila" />

describe('the backups of this PC', () => {
  it('are listed with when they were made, why, how large they are and when they were read through', async () => {
    openScreen(tab, { 'backups.list': () => [backup(20), backup(13, { name: 'before-0004.db', kind: 'before_update', checkedAt: null })] })
    const rows = within(await screen.findByRole('table', { name: 'Backups of this PC' })).getAllByRole('row').map((row) => row.textContent)
    expect(rows[1]).toBe('20 Nov 2026, 9:30 AMDaily86.5 MBRead through 20 Nov 2026, 9:30 AMRestore')
    expect(rows[2]).toBe('13 Nov 2026, 9:30 AMBefore an update86.5 MBNot since it was madeRestore')
  })

  it('say that there is none yet, and that the first comes by itself', async () => {
    openScreen(tab, { 'backups.list': () => [] })
    expect(await screen.findByText('No backup yet')).toBeTruthy()
  })

  it('are made by a button that tells what it does, how it went, and shows the new one', async () => {
    let made: BackupView[] = []
    const done = Promise.withResolvers<BackupView>()
    openScreen(tab, { 'backups.list': () => made, 'backups.create': () => done.promise })
    fireEvent.click(await screen.findByRole('button', { name: 'Back up now' }))
    expect(await screen.findByText('Copying and reading through… You can go on working.')).toBeTruthy()
    made = [backup(20)]
    done.resolve(backup(20))
    expect(await screen.findByText('A backup was made and read through (86.5 MB).')).toBeTruthy()
    expect(await screen.findByRole('button', { name: 'Restore the backup of 20 Nov 2026, 9:30 AM' })).toBeTruthy()
  })

  it('say why one could not be made', async () => {
    openScreen(tab, { 'backups.list': () => [], 'backups.create': () => { throw Object.assign(new Error('No backup could be made: the disk of this PC is too full.'), { kind: 'disk_full' }) } })
    fireEvent.click(await screen.findByRole('button', { name: 'Back up now' }))
    expect(await screen.findByText('No backup could be made: the disk of this PC is too full.')).toBeTruthy()
  })

  it('show at the top what is wrong with the disk', async () => {
    const host = openScreen(tab, { 'backups.list': () => [] })
    host.emit({ event: 'sync', status: syncStatus({ storage: 'The disk of this PC is full.' }) })
    expect((await screen.findByText('The disk of this PC is full.')).closest('[role="alert"]')).toBeTruthy()
  })
})

describe('restoring a backup', () => {
  async function ask(answer: () => null | Promise<null>) {
    const host = openScreen(tab, { 'backups.list': () => [backup(20)], 'backups.restore': answer })
    fireEvent.click(await screen.findByRole('button', { name: 'Restore the backup of 20 Nov 2026, 9:30 AM' }))
    return { host, dialog: within(await screen.findByRole('dialog')) }
  }

  it('first says what happens and that nothing is lost, and does nothing when it is cancelled', async () => {
    const { host, dialog } = await ask(() => null)
    expect(dialog.getByText(/goes back to 20 Nov 2026, 9:30 AM, and everything entered at this PC since is put back/)).toBeTruthy()
    expect(dialog.getByText(/Nothing entered here is lost/)).toBeTruthy()
    expect(dialog.getByText(/signed out/)).toBeTruthy()
    fireEvent.click(dialog.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(host.inputsOf('backups.restore')).toEqual([])
  })

  it('is done by its name in the list', async () => {
    const { host, dialog } = await ask(() => null)
    fireEvent.click(dialog.getByRole('button', { name: 'Restore' }))
    await waitFor(() => expect(host.inputsOf('backups.restore')).toEqual([{ name: 'replica-2026-11-20.db' }]))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('says why it could not be done, and stays open for another try', async () => {
    const { dialog } = await ask(() => { throw Object.assign(new Error('This backup is damaged, so nothing was changed.'), { kind: 'refused' }) })
    fireEvent.click(dialog.getByRole('button', { name: 'Restore' }))
    expect(await dialog.findByText('This backup is damaged, so nothing was changed.')).toBeTruthy()
    expect((dialog.getByRole('button', { name: 'Restore' }) as HTMLButtonElement).disabled).toBe(false)
  })
})

describe('what happened to the data of this PC', () => {
  it('is told to whoever is signed in until somebody closes it', async () => {
    const host = openScreen(<AppShell />, { 'backups.noticeRead': () => null })
    host.emit({ event: 'sync', status: syncStatus({ notice: 'The data file of this PC was damaged. It was rebuilt.' }) })
    const told = within((await screen.findByText('The data file of this PC was damaged. It was rebuilt.')).closest<HTMLElement>('[role="alert"]')!)
    expect(host.inputsOf('backups.noticeRead')).toEqual([])
    fireEvent.click(told.getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(host.inputsOf('backups.noticeRead')).toHaveLength(1))
  })
})
