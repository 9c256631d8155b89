import { lazy } from 'react'
import type { ReactNode } from 'react'
import { DayScreen } from '../features/schedule/index.tsx'
import type { Route } from './route.ts'

/**
 * The screens by name. Each feature exports its screens from `features/<domain>/index.tsx`; all but
 * the day are loaded when they are first opened.
 */
const PatientsScreen = lazy(async () => ({ default: (await import('../features/patients/index.tsx')).PatientsScreen }))
const PatientScreen = lazy(async () => ({ default: (await import('../features/patients/index.tsx')).PatientScreen }))
const BillingScreen = lazy(async () => ({ default: (await import('../features/billing/index.tsx')).BillingScreen }))
const InventoryScreen = lazy(async () => ({ default: (await import('../features/inventory/index.tsx')).InventoryScreen }))
const AttentionScreen = lazy(async () => ({ default: (await import('../features/attention/index.tsx')).AttentionScreen }))
const ListsScreen = lazy(async () => ({ default: (await import('../features/front-desk/index.tsx')).ListsScreen }))
const SettingsScreen = lazy(async () => ({ default: (await import('../features/settings/index.tsx')).SettingsScreen }))
const SyncScreen = lazy(async () => ({ default: (await import('../features/sync/SyncScreen.tsx')).SyncScreen }))

/** The screen of a route. A patient's screen is keyed, so that nothing of one patient stays for the next. */
export function screenOf(route: Route): ReactNode {
  switch (route.screen) {
    case 'day': return <DayScreen date={route.date} appointmentId={route.appointmentId} />
    case 'patients': return <PatientsScreen tab={route.tab} />
    case 'patient': return <PatientScreen key={route.patientId} patientId={route.patientId} tab={route.tab} />
    case 'lists': return <ListsScreen tab={route.tab} />
    case 'billing': return <BillingScreen patientId={route.patientId} />
    case 'inventory': return <InventoryScreen itemId={route.itemId} />
    case 'attention': return <AttentionScreen itemId={route.itemId} />
    case 'sync': return <SyncScreen />
    case 'settings': return <SettingsScreen tab={route.tab} />
  }
}
