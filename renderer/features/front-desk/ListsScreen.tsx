import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { Tabs } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import type { ListCounts } from '../../../shared/protocol/front-desk-views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { go } from '../../app/route.ts'
import { frontDesk as words } from '../../text/en/front-desk.ts'
import { ScreenHeader } from '../../ui/screen.tsx'
import { useToday } from '../patients/today.ts'
import { Asap } from './Asap.tsx'
import { Confirmations, Planned, Unscheduled } from './CallLists.tsx'
import classes from './front-desk.module.css'
import { Outage } from './Outage.tsx'
import { Recalls } from './Recalls.tsx'
import { Reminders } from './Reminders.tsx'
import { Requests } from './Requests.tsx'
import { Waiting } from './Waiting.tsx'

const TABS = ['waiting', 'requests', 'confirmations', 'reminders', 'asap', 'unscheduled', 'planned', 'recalls', 'outage'] as const
type Tab = (typeof TABS)[number]
const PANELS: Record<Tab, () => ReactNode> = {
  waiting: () => <Waiting />, requests: () => <Requests />, confirmations: () => <Confirmations />, reminders: () => <Reminders />, asap: () => <Asap />,
  unscheduled: () => <Unscheduled />, planned: () => <Planned />, recalls: () => <Recalls />, outage: () => <Outage />,
}

/** One place for everything that waits for the front desk. */
export function ListsScreen({ tab }: { tab?: string }) {
  const open = TABS.find((name) => name === tab) ?? 'waiting'
  const { data: counts } = useClinicQuery('frontDesk.counts', { date: useToday() })
  const tabs = useRef<HTMLDivElement>(null)
  const focusTab = () => tabs.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus()
  useEffect(() => {
    // Opened by its key, it takes the keyboard that the screen before has lost.
    if (document.activeElement === document.body) focusTab()
  }, [])
  // Pressed once more, the key leads from the list back to the tabs.
  useHotkeys([['F4', focusTab]], [])
  return (
    <>
      <ScreenHeader title={words.title} />
      <Tabs ref={tabs} className={classes.tabs} value={open} onChange={(next) => go({ screen: 'lists', tab: next ?? 'waiting' }, 'replace')} keepMounted={false}>
        <Tabs.List className={classes.bar} aria-label={words.title}>
          {TABS.map((name) => <ListTab key={name} name={name} count={name === 'outage' ? 0 : counts?.[name satisfies keyof ListCounts] ?? 0} />)}
        </Tabs.List>
        {TABS.map((name) => <Tabs.Panel key={name} value={name} className={classes.panel}>{PANELS[name]()}</Tabs.Panel>)}
      </Tabs>
    </>
  )
}

function ListTab({ name, count }: { name: Tab; count: number }) {
  return (
    <Tabs.Tab value={name} rightSection={count > 0 ? <span className={classes.count}>{count}</span> : undefined}>{words.tabs[name]}</Tabs.Tab>
  )
}
