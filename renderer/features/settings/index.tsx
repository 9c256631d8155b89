import { Tabs } from '@mantine/core'
import type { ClinicReference } from '../../../shared/protocol/views.ts'
import { useCan, useReference } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { en } from '../../text/index.ts'
import { Screen, ScreenHeader } from '../../ui/screen.tsx'
import { LoadingLines, NotAllowed } from '../../ui/states.tsx'
import { FrontDeskSettingsTab } from '../front-desk/index.tsx'
import { BackupsTab } from './backups/BackupsTab.tsx'
import { BlockoutsTab } from './BlockoutsTab.tsx'
import { ChairsTab } from './ChairsTab.tsx'
import { ClinicTab } from './ClinicTab.tsx'
import { ConsentsTab } from './ConsentsTab.tsx'
import { HolidaysTab } from './HolidaysTab.tsx'
import { PcTab } from './PcTab.tsx'
import { PeopleTab } from './PeopleTab.tsx'
import { ServicesTab } from './ServicesTab.tsx'
import { WorkTab } from './WorkTab.tsx'

const words = en.settings
const TABS = ['clinic', 'chairs', 'services', 'people', 'consents', 'holidays', 'blockouts', 'work', 'desk', 'pc', 'backups'] as const
type Tab = (typeof TABS)[number]

/** What a manager sets up: the clinic, its chairs, services and people. */
export function SettingsScreen({ tab }: { tab?: string }) {
  const allowed = useCan('settings.write')
  const reference = useReference()
  const open = TABS.find((name) => name === tab) ?? 'clinic'
  return (
    <>
      <ScreenHeader title={words.title} />
      <Screen maxWidth={1100}>{!allowed ? <NotAllowed /> : reference ? <SettingsTabs open={open} reference={reference} /> : <LoadingLines />}</Screen>
    </>
  )
}

function SettingsTabs({ open, reference }: { open: Tab; reference: ClinicReference }) {
  return (
    <Tabs value={open} onChange={(next) => go({ screen: 'settings', tab: next ?? 'clinic' }, 'replace')} keepMounted={false}>
      <Tabs.List mb="md" aria-label={words.title}>
        {TABS.map((name) => <Tabs.Tab key={name} value={name}>{words.tabs[name]}</Tabs.Tab>)}
      </Tabs.List>
      <Tabs.Panel value="clinic"><ClinicTab reference={reference} /></Tabs.Panel>
      <Tabs.Panel value="chairs"><ChairsTab reference={reference} /></Tabs.Panel>
      <Tabs.Panel value="services"><ServicesTab reference={reference} /></Tabs.Panel>
      <Tabs.Panel value="people"><PeopleTab reference={reference} /></Tabs.Panel>
      <Tabs.Panel value="consents"><ConsentsTab zone={reference.clinic.timezone} /></Tabs.Panel>
      <Tabs.Panel value="holidays"><HolidaysTab reference={reference} /></Tabs.Panel>
      <Tabs.Panel value="blockouts"><BlockoutsTab reference={reference} /></Tabs.Panel>
      <Tabs.Panel value="work"><WorkTab reference={reference} /></Tabs.Panel>
      <Tabs.Panel value="desk"><FrontDeskSettingsTab /></Tabs.Panel>
      <Tabs.Panel value="pc"><PcTab reference={reference} /></Tabs.Panel>
      <Tabs.Panel value="backups"><BackupsTab zone={reference.clinic.timezone} /></Tabs.Panel>
    </Tabs>
  )
}
