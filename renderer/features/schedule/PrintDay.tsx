import { Modal } from '@mantine/core'
import { create } from 'zustand'
import { useClient } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { formatDay } from '../../ui/format.ts'
import { PaperView } from '../paper/PaperView.tsx'

const words = en.schedule.print

const usePrint = create<{ date: string | null }>()(() => ({ date: null }))

/** Opens the printed form of a day. */
export function printDay(date: string): void {
  usePrint.setState({ date })
}

/** The day as it is printed, to print or keep as a file. */
export function PrintDialog() {
  const client = useClient()
  const date = usePrint((store) => store.date)
  return (
    <Modal opened={date !== null} onClose={() => usePrint.setState({ date: null })} size={900} title={date ? words.title(formatDay(date)) : ''}>
      {date && <PaperView key={date} load={() => client.call('schedule.dayPdf', { date })} words={words} />}
    </Modal>
  )
}
