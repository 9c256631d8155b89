import { Button, Group, NativeSelect, SegmentedControl, Text, Tooltip } from '@mantine/core'
import { Ban, CircleHelp, Printer, Search } from 'lucide-react'
import { formatTime } from '../../../shared/domain/time.ts'
import { WHOLE_DAY, workOn } from '../../../shared/domain/timetable.ts'
import type { ClinicReference, DayView } from '../../../shared/protocol/views.ts'
import { useCan } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { openHelp } from './Help.tsx'
import { printDay } from './PrintDay.tsx'
import { openBlockout } from './blockout/store.ts'
import type { Layout, Who } from './board.ts'
import { activeChairs, activeDentists } from './booking/draft.ts'
import { useDay } from './day-store.ts'
import classes from './schedule.module.css'

const words = en.schedule

/** The strip over the schedule: how it is laid out, who is not in, finding, marking and printing. */
export function DayBar({ days, date, reference }: { days: readonly DayView[]; date: string; reference: ClinicReference }) {
  const { layout, who, finding, setLayout, setWho, setFinding } = useDay()
  const mayBook = useCan('schedule.write')
  const mayMark = useCan('schedule.override')
  return (
    <div className={classes.strip}>
      <SegmentedControl size="xs" aria-label={words.layout} value={layout} onChange={(value) => setLayout(value as Layout)} data={(['chairs', 'dentists', 'week'] as const).map((value) => ({ value, label: words.layouts[value] }))} />
      {layout === 'week' && <NativeSelect size="xs" aria-label={words.whose} value={keyOf(who)} onChange={(event) => setWho(whoOf(event.currentTarget.value))} data={choices(reference)} />}
      {layout !== 'week' && days[0] && <Absent view={days[0]} />}
      <Group gap={4} ml="auto" wrap="nowrap">
        {mayBook && <Button size="compact-sm" variant={finding ? 'light' : 'subtle'} aria-pressed={finding} leftSection={<Search size={15} />} onClick={() => setFinding(!finding)}>{words.find.title}</Button>}
        {mayMark && <Button size="compact-sm" variant="subtle" leftSection={<Ban size={15} />} onClick={() => openBlockout({ date })}>{words.blockout.add}</Button>}
        <Button size="compact-sm" variant="subtle" leftSection={<Printer size={15} />} onClick={() => printDay(date)}>{words.print.print}</Button>
        <Tooltip label={words.help.title}><Button size="compact-sm" variant="subtle" aria-label={words.help.title} onClick={openHelp}><CircleHelp size={15} /></Button></Tooltip>
      </Group>
    </div>
  )
}

/** Dentists who do not work the whole of the day's hours, in words. */
function Absent({ view }: { view: DayView }) {
  const location = view.operatories[0]?.locationId ?? ''
  const parts = view.dentists.flatMap(({ id, name }) => {
    const work = workOn(view.date, id, location, view.timetable)
    if (work.start >= work.end) return [words.isOff(name)]
    return work.start === WHOLE_DAY.start && work.end === WHOLE_DAY.end ? [] : [words.works(name, formatTime(work.start), formatTime(work.end))]
  })
  return parts.length > 0 ? <Text size="xs" truncate>{parts.join(' · ')}</Text> : null
}

function choices(reference: ClinicReference) {
  return [
    { value: '', label: words.everybody },
    ...activeDentists(reference).map((one) => ({ value: `dentist ${one.id}`, label: one.display_name })),
    ...activeChairs(reference).map((one) => ({ value: `chair ${one.id}`, label: one.name })),
  ]
}

function keyOf(who: Who): string {
  if (!who) return ''
  return 'chair' in who ? `chair ${who.chair}` : `dentist ${who.dentist}`
}

function whoOf(key: string): Who {
  const [kind, id = ''] = key.split(' ')
  if (kind === 'chair') return { chair: id }
  return kind === 'dentist' ? { dentist: id } : null
}
