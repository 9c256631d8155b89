import { useState } from 'react'
import type { ReactNode } from 'react'
import { Button, Group } from '@mantine/core'
import { Copy, Printer } from 'lucide-react'
import { fold, digitsOf } from '../../../shared/domain/names.ts'
import { useZone } from '../patients/today.ts'
import { FilterBox, ListScreen } from '../lists/list-screen.tsx'
import { VirtualTable } from '../lists/VirtualTable.tsx'
import type { Column } from '../lists/VirtualTable.tsx'
import { frontDesk as words } from '../../text/en/front-desk.ts'
import { useNow } from '../../ui/clock.ts'
import { formatInstant } from '../../ui/format.ts'
import { Empty, LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { say } from '../../ui/undo.tsx'
import { copyText } from './copy.ts'
import { PrintSheet } from './PrintSheet.tsx'

/** A column that also says its words for filtering, copying and printing; without words it is left out of these. */
export interface ListColumn<R> extends Omit<Column<R>, 'render'> {
  words?: (row: R) => string
  render?: (row: R) => ReactNode
}

/** What a list needs of a question to the host. */
export interface ListQuery<R> {
  data: readonly R[] | undefined
  isError: boolean
  error: unknown
  refetch: () => unknown
}

interface ListPageProps<R> {
  label: string
  query: ListQuery<R>
  columns: readonly ListColumn<R>[]
  rowKey: (row: R) => string
  empty: ReactNode
  /** Beside the filter. */
  tools?: ReactNode
  /** Above the list, such as an alert. */
  notice?: ReactNode
}

/** One list of the front desk: filter, copy, print, and the states of every list. */
export function ListPage<R>({ label, query, columns, rowKey, empty, tools, notice }: ListPageProps<R>) {
  const [filter, setFilter] = useState('')
  const [printing, setPrinting] = useState(false)
  const when = formatInstant(useNow(), useZone())
  const rows = filtered(query.data ?? [], columns, filter)
  const drawn = columns.map((column): Column<R> => ({ ...column, render: column.render ?? column.words ?? (() => null) }))
  const copy = async () => say((await copyText(tableOf(rows, columns).map((line) => line.join('\t')).join('\n'))) ? words.copied(rows.length) : words.copyFailed)
  return (
    <ListScreen
      tools={
        <>
          <FilterBox label={words.filter} hint={words.filterHint} clearLabel={words.clearFilter} value={filter} onChange={setFilter} />
          {tools}
          <Group gap="xs" ml="auto">
            <Button variant="default" leftSection={<Copy size={16} />} disabled={rows.length === 0} onClick={() => void copy()}>{words.copy}</Button>
            <Button variant="default" leftSection={<Printer size={16} />} disabled={rows.length === 0} onClick={() => setPrinting(true)}>{words.print}</Button>
          </Group>
          {notice}
        </>
      }
    >
      {query.isError ? <LoadFailed error={query.error} onRetry={() => void query.refetch()} />
        : query.data === undefined ? <LoadingLines lines={8} />
        : rows.length > 0 ? <VirtualTable label={label} columns={drawn} rows={rows} rowKey={rowKey} />
        : query.data.length > 0 ? <Empty title={words.nothingFound} action={<Button variant="default" onClick={() => setFilter('')}>{words.clearFilter}</Button>} />
        : empty}
      {printing && <PrintSheet title={words.printed(label, when)} lines={tableOf(rows, columns)} onDone={() => setPrinting(false)} />}
    </ListScreen>
  )
}

/** Rows in which every word of the filter stands somewhere, in any order and without accents; digits as in a phone number. */
function filtered<R>(rows: readonly R[], columns: readonly ListColumn<R>[], filter: string): readonly R[] {
  const wanted = fold(filter).split(' ').filter(Boolean)
  return wanted.length === 0 ? rows : rows.filter((row) => fits(row, columns, wanted))
}

function fits<R>(row: R, columns: readonly ListColumn<R>[], wanted: readonly string[]): boolean {
  const text = columns.map((column) => column.words?.(row) ?? '').join(' ')
  const folded = fold(text)
  const digits = digitsOf(text)
  return wanted.every((word) => folded.includes(word) || (/^\d{3,}$/.test(word) && digits.includes(word)))
}

function tableOf<R>(rows: readonly R[], columns: readonly ListColumn<R>[]): string[][] {
  const shown = columns.filter((column) => column.words !== undefined)
  return [shown.map((column) => column.header), ...rows.map((row) => shown.map((column) => column.words!(row).replaceAll(/\s+/g, ' ')))]
}
