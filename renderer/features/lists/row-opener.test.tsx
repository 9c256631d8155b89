import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Themed } from '../../app/Providers.tsx'
import { prepareDom } from '../../testing/render.tsx'
import { RowOpener } from './VirtualTable.tsx'

beforeEach(prepareDom)
afterEach(cleanup)

it('names the medical alerts with the patient, and shows them when the keyboard is on the row', async () => {
  const open = vi.fn<() => void>()
  render(<Themed><RowOpener alerts={['Latex', 'Warfarin']} onOpen={open}>Dizon, Perlita</RowOpener></Themed>)
  const opener = screen.getByRole('button', { name: 'Dizon, Perlita. Medical alerts: Latex, Warfarin' })
  expect(opener.textContent).toBe('Dizon, Perlita')
  fireEvent.focus(opener)
  expect((await screen.findByRole('tooltip')).textContent).toBe('Medical alerts: Latex, Warfarin')
  fireEvent.click(opener)
  expect(open).toHaveBeenCalledOnce()
})

it('says nothing of alerts where there are none', () => {
  render(<Themed><RowOpener label="Open Dizon, Perlita" onOpen={() => undefined}>Dizon, Perlita</RowOpener></Themed>)
  fireEvent.focus(screen.getByRole('button', { name: 'Open Dizon, Perlita' }))
  expect(screen.queryByRole('tooltip')).toBeNull()
})
