import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { ActionIcon, Button, Group, Popover, ScrollArea, Switch, Text, UnstyledButton } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { Bell as BellIcon } from 'lucide-react'
import type { NotificationView } from '../../../shared/protocol/front-desk-views.ts'
import { useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useCan, useLive } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { useNow } from '../../ui/clock.ts'
import { formatAgo } from '../../ui/format.ts'
import { Empty } from '../../ui/states.tsx'
import { localOf } from '../../../shared/domain/time.ts'
import { PatientAlertMark } from '../alerts/index.tsx'
import { useZone } from '../patients/today.ts'
import { chime } from './chime.ts'
import { clockText, whenText } from './columns.tsx'
import classes from './front-desk.module.css'

const words = frontDesk.bell

/** The bell in the top bar: how much is unread, and the news themselves. F8 opens it. */
export function Bell() {
  const { data } = useClinicQuery('notifications.list', {})
  const mutate = useMutate()
  const bell = useRef<HTMLButtonElement>(null)
  const mayMark = useCan('schedule.write')
  const [opened, setOpened] = useState(false)
  const [sound, setSound] = useState(false)
  const items = data?.items ?? []
  const unread = data?.unread ?? 0
  useArrivalAlert(items, sound)
  useHotkeys([['F8', () => setOpened((open) => !open)]], [])
  const read = async (ids: string[]) => {
    if (mayMark && ids.length > 0) await mutate('notification.read', { ids })
  }
  // F8 opens it from anywhere, so the keyboard goes to the bell and not to where it was.
  const closeByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    setOpened(false)
    bell.current?.focus()
  }
  const open = (item: NotificationView, zone: string) => {
    setOpened(false)
    void read(item.isRead ? [] : [item.id])
    leadTo(item, zone)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={400} shadow="md" trapFocus closeOnEscape={false}>
      <Popover.Target>
        <ActionIcon ref={bell} variant="subtle" color="gray" size={36} aria-label={words.label(unread)} aria-expanded={opened} onClick={() => setOpened(!opened)} style={{ position: 'relative', overflow: 'visible' }}>
          <BellIcon size={20} />
          {unread > 0 && <span className={classes.unread} aria-hidden="true">{unread > 99 ? '99+' : unread}</span>}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={words.title} onKeyDown={closeByKey}>
        <Group justify="space-between" p="xs" wrap="nowrap">
          <Switch size="xs" label={words.sound} checked={sound} onChange={(event) => setSound(event.currentTarget.checked)} />
          <Button size="compact-sm" variant="default" aria-disabled={unread === 0 || !mayMark} onClick={() => void read(items.filter((item) => !item.isRead).map((item) => item.id))}>{words.markAll}</Button>
        </Group>
        {items.length === 0 ? <Empty title={words.empty}>{words.emptyText}</Empty> : (
          <ScrollArea.Autosize mah={440} viewportProps={{ tabIndex: 0, 'aria-label': words.title, role: 'region' }}>
            {items.map((item) => <News key={item.id} item={item} onOpen={open} />)}
          </ScrollArea.Autosize>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function News({ item, onOpen }: { item: NotificationView; onOpen: (item: NotificationView, zone: string) => void }) {
  const zone = useZone()
  const now = useNow()
  const kind = Object.hasOwn(words.kinds, item.kind) ? words.kinds[item.kind as keyof typeof words.kinds] : words.unknown
  return (
    <UnstyledButton className={classes.news} data-unread={item.isRead ? undefined : true} onClick={() => onOpen(item, zone)}>
      <Text size="sm" fw={item.isRead ? 400 : 700} component="span" display="block">{kind}: {item.patientName ?? item.message}{!item.isRead && <span className="visually-hidden"> ({words.unread})</span>}{item.patientId && <>{' '}<PatientAlertMark patientId={item.patientId} /></>}</Text>
      <Text size="xs" c="dimmed" component="span" display="block">{[item.startsAt && whenText(item.startsAt, zone), item.dentistName, item.actorName && words.by(item.actorName), formatAgo(item.at, now)].filter(Boolean).join(' · ')}</Text>
    </UnstyledButton>
  )
}

function leadTo({ kind, appointmentId, startsAt }: NotificationView, zone: string): void {
  if (kind === 'inventory_alert') go({ screen: 'inventory' })
  else if (kind === 'reschedule_request' || kind === 'cancel_request') go({ screen: 'lists', tab: 'requests' })
  else if (appointmentId !== null && startsAt !== null) go({ screen: 'day', date: localOf(startsAt, zone).date, appointmentId })
}

/** Arrivals older than this are news of a time when nobody looked; the list has them. */
const FRESH_MS = 10 * 60_000

/** Says at once, on the dentist's station, that the patient is here; each arrival once. */
function useArrivalAlert(items: readonly NotificationView[], sound: boolean): void {
  const zone = useZone()
  const chairside = useLive((live) => live.session?.device?.profile === 'chairside')
  const told = useRef(new Set<string>())
  useEffect(() => {
    const fresh = items.filter((item) => item.kind === 'arrived' && !item.isRead && (item.isMine || chairside) && !told.current.has(item.id) && Date.now() - Date.parse(item.at) < FRESH_MS)
    for (const item of fresh) {
      told.current.add(item.id)
      // The library's toasts are role=alert; the arrival is polite, it must not cut into what is being read.
      notifications.show({ id: item.id, role: 'status', 'aria-live': 'polite', withBorder: true, autoClose: 15_000, title: words.arrivedTitle(item.patientName ?? item.message), message: words.arrivedText(item.startsAt ? clockText(item.startsAt, zone) : '', item.dentistName ?? '') })
    }
    if (fresh.length > 0 && sound) chime()
  }, [items, sound, chairside, zone])
}
