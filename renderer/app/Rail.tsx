import type { ReactNode } from 'react'
import { CalendarDays, Inbox, ListChecks, Package, Receipt, Settings, Users } from 'lucide-react'
import { useClinicQuery } from '../api/hooks.ts'
import { useToday } from '../features/patients/today.ts'
import { frontDesk } from '../text/en/front-desk.ts'
import { en } from '../text/index.ts'
import { Mark } from '../ui/mark.tsx'
import { useCan, useLive } from './live.ts'
import { dayRoute, go, toHash } from './route.ts'
import type { Route, ScreenName } from './route.ts'
import classes from './shell.module.css'

interface Place {
  to: Route
  label: string
  icon: ReactNode
  also?: ScreenName
  /** Things that wait there for a person. */
  count?: number
}

/** The slim navigation at the left: icon and word for each screen. */
export function Rail({ screen }: { screen: ScreenName }) {
  const open = useLive((live) => live.sync?.attention ?? 0)
  const mayBill = useCan('billing.read')
  const mayPay = useCan('payments.record')
  // Chairside PCs hold no accounts, whoever signs in.
  const holdsAccounts = useLive((live) => live.session?.device?.profile !== 'chairside')
  const maySet = useCan('settings.write')

  return (
    <nav className={classes.rail} aria-label={en.app.nav.label}>
      <div className={classes.mark}><Mark size={30} /></div>
      <Entry screen={screen} to={dayRoute(screen)} label={en.app.nav.day} icon={<CalendarDays size={20} />} />
      <Entry screen={screen} to={{ screen: 'patients' }} also="patient" label={en.app.nav.patients} icon={<Users size={20} />} />
      <ListsEntry screen={screen} />
      {holdsAccounts && (mayBill || mayPay) && <Entry screen={screen} to={{ screen: 'billing' }} label={en.app.nav.billing} icon={<Receipt size={20} />} />}
      <Entry screen={screen} to={{ screen: 'inventory' }} label={en.app.nav.inventory} icon={<Package size={20} />} />
      <Entry
        screen={screen}
        to={{ screen: 'attention' }}
        label={en.app.nav.attention}
        icon={<Inbox size={20} />}
        count={open}
      />
      {maySet && (
        <div className={classes.foot}>
          <Entry screen={screen} to={{ screen: 'settings' }} label={en.app.nav.settings} icon={<Settings size={20} />} />
        </div>
      )}
    </nav>
  )
}

/** Counts who waits and what is asked: what must not be overlooked from any screen. */
function ListsEntry({ screen }: { screen: ScreenName }) {
  const { data } = useClinicQuery('frontDesk.urgent', { date: useToday() })
  return <Entry screen={screen} to={{ screen: 'lists' }} label={frontDesk.nav} icon={<ListChecks size={20} />} count={(data?.waiting ?? 0) + (data?.requests ?? 0)} />
}

function Entry({ screen, to, label, icon, also, count = 0 }: Place & { screen: ScreenName }) {
  const current = screen === to.screen || screen === also
  return (
    <a
      href={toHash(to)}
      className={classes.link}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        event.preventDefault()
        go(to)
      }}
    >
      <span aria-hidden="true">{icon}</span>
      {label}
      {count > 0 && <span className={classes.count}>{count > 99 ? '99+' : count}<span className="visually-hidden"> {en.app.nav.open}</span></span>}
    </a>
  )
}
