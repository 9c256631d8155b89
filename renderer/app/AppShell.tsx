import { Suspense, useEffect, useState } from 'react'
import { useHotkeys } from '@mantine/hooks'
import { SearchBox, focusSearch } from '../features/search/index.tsx'
import { AsapOffer } from '../features/front-desk/AsapOffer.tsx'
import { Bell } from '../features/front-desk/Bell.tsx'
import { SyncPill } from '../features/sync/index.tsx'
import { useStorageNotice } from '../features/settings/backups/use-storage-notice.ts'
import { ScheduleOverlays } from '../features/schedule/index.tsx'
import { en } from '../text/index.ts'
import { FaultBoundary } from '../ui/fault-boundary.tsx'
import { HeaderSlot } from '../ui/screen.tsx'
import { LoadingLines } from '../ui/states.tsx'
import { forgetUndo, undoLast } from '../ui/undo.tsx'
import { Rail } from './Rail.tsx'
import { UserMenu } from './UserMenu.tsx'
import { holdKeys, releaseKeys } from './held-keys.ts'
import { dayRoute, forgetDay, go, useRoute } from './route.ts'
import { screenOf } from './screens.tsx'
import classes from './shell.module.css'

/** The frame of the signed-in window: rail, top bar and the open screen. */
export function AppShell() {
  const route = useRoute((store) => store.route)
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  // Also from within fields: the search box is how a receptionist leaves any form.
  useHotkeys([['mod+K', focusSearch], ['F3', focusSearch], ['F2', openDay], ['F4', () => go({ screen: 'lists' })]], [])
  // Inside fields Ctrl+Z stays the field's own.
  useHotkeys([['mod+Z', undoLast]])
  useEffect(() => forgetUndo, [])
  useEffect(() => forgetDay, [])
  // The day says itself when it stands.
  useEffect(() => {
    if (route.screen !== 'day') void releaseKeys()
  }, [route.screen])
  useStorageNotice()

  return (
    <div className={classes.shell}>
      <a href="#main" className="skip-link" onClick={skipToMain}>{en.app.skip}</a>
      <Rail screen={route.screen} />
      <header className={classes.bar}>
        <div className={classes.slot} ref={setSlot} />
        <SearchBox />
        <SyncPill />
        <Bell />
        <UserMenu />
      </header>
      <main id="main" className={classes.main} tabIndex={-1}>
        <HeaderSlot value={slot}>
          <FaultBoundary resetKey={route.screen}>
            <Suspense fallback={<LoadingLines />}>{slot && screenOf(route)}</Suspense>
          </FaultBoundary>
        </HeaderSlot>
      </main>
      <ScheduleOverlays />
      <AsapOffer />
    </div>
  )
}

/** What is pressed right after is meant for the day, which may have to be read first. */
function openDay(): void {
  const { screen } = useRoute.getState().route
  if (screen !== 'day') holdKeys()
  go(dayRoute(screen))
}

/** The hash belongs to the router, so the link moves the focus by itself. */
function skipToMain(event: React.MouseEvent): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}
