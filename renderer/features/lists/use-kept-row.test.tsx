import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { VirtualTable } from './VirtualTable.tsx'
import type { Column } from './VirtualTable.tsx'

interface Row {
  name: string
  canSeat: boolean
}

const columns: Column<Row>[] = [
  { key: 'name', header: 'Name', width: '1fr', render: (row) => <button>Open {row.name}</button> },
  { key: 'actions', header: 'Actions', width: '1fr', render: (row) => <>{row.canSeat && <button>Seat {row.name}</button>}<button>Done {row.name}</button></> },
]
const table = (rows: Row[]) => <VirtualTable label="Who is here" columns={columns} rows={rows} rowKey={(row) => row.name} />
const ana = { name: 'Ana', canSeat: true }
const ben = { name: 'Ben', canSeat: true }
const focused = () => document.activeElement?.textContent

afterEach(cleanup)

it('goes on at the next button of the row when the pressed one has gone', () => {
  const { rerender } = render(table([ana, ben]))
  screen.getByText('Seat Ana').focus()
  rerender(table([{ ...ana, canSeat: false }, ben]))
  expect(focused()).toBe('Done Ana')
})

it('goes on in the row that takes the place of one that has gone, or in the last', () => {
  const { rerender } = render(table([ana, ben]))
  screen.getByText('Done Ana').focus()
  rerender(table([ben]))
  expect(focused()).toBe('Seat Ben')
})

it('leaves the keyboard where it is when it is elsewhere', () => {
  const { rerender } = render(<><input aria-label="Filter" />{table([ana, ben])}</>)
  screen.getByText('Seat Ana').focus()
  screen.getByLabelText('Filter').focus()
  rerender(<><input aria-label="Filter" />{table([ben])}</>)
  expect(document.activeElement).toBe(screen.getByLabelText('Filter'))
})
