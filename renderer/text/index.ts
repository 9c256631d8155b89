import { app } from './en/app.ts'
import { attention } from './en/attention.ts'
import { changes } from './en/changes.ts'
import { schedule } from './en/schedule.ts'
import { search } from './en/search.ts'
import { session } from './en/session.ts'
import { settings } from './en/settings.ts'
import { sync } from './en/sync.ts'

/** Every word on the screens, by feature. Each feature keeps its words in its own file under `en/`. */
export const en = { app, attention, changes, schedule, search, session, settings, sync } as const
