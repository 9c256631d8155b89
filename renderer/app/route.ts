import { create } from 'zustand'

/** Where the window is. Parameters are ids, dates and tab names, never anything that names a person. */
export type Route =
  | { screen: 'day'; date?: string; appointmentId?: string }
  | { screen: 'patients'; tab?: string }
  | { screen: 'patient'; patientId: string; tab?: string }
  | { screen: 'lists'; tab?: string }
  | { screen: 'billing'; patientId?: string }
  | { screen: 'inventory'; itemId?: string }
  | { screen: 'attention'; itemId?: string }
  | { screen: 'sync' }
  | { screen: 'settings'; tab?: string }
export type ScreenName = Route['screen']

const PARAMS: Record<ScreenName, readonly string[]> = {
  day: ['date', 'appointmentId'],
  patients: ['tab'],
  patient: ['patientId', 'tab'],
  lists: ['tab'],
  billing: ['patientId'],
  inventory: ['itemId'],
  attention: ['itemId'],
  sync: [],
  settings: ['tab'],
}
const HOME: Route = { screen: 'day' }
/** UUIDs, dates and tab names fit; a person's name does not. */
const VALUE = /^[a-z0-9-]{1,40}$/

/** The hash of a route, such as `#/patient?patientId=…`. */
export function toHash(route: Route): string {
  const values = new URLSearchParams()
  for (const key of PARAMS[route.screen]) {
    const value = (route as Record<string, string | undefined>)[key]
    if (value !== undefined && VALUE.test(value)) values.set(key, value)
  }
  const query = values.toString()
  return `#/${route.screen}${query ? `?${query}` : ''}`
}

/** The route of a hash; anything that is not understood leads to the day. */
export function fromHash(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  if (!Object.hasOwn(PARAMS, path)) return HOME
  const screen = path as ScreenName
  const values = new URLSearchParams(query)
  const route: Record<string, string> = { screen }
  for (const key of PARAMS[screen]) {
    const value = values.get(key)
    if (value !== null && VALUE.test(value)) route[key] = value
  }
  if (screen === 'patient' && !route.patientId) return { screen: 'patients' }
  return route as unknown as Route
}

interface RouteStore {
  route: Route
  /** Opens a screen; `replace` leaves no step in the history. */
  go(route: Route, how?: 'push' | 'replace'): void
}

export const useRoute = create<RouteStore>()((set) => ({
  route: typeof location === 'undefined' ? HOME : fromHash(location.hash),
  go(route, how = 'push') {
    const hash = toHash(route)
    if (how === 'replace' || hash === location.hash) history.replaceState(null, '', hash)
    else history.pushState(null, '', hash)
    set({ route })
  },
}))

/** Opens a screen from outside a component. */
export const go: RouteStore['go'] = (route, how) => useRoute.getState().go(route, how)

/** The day that was shown when another screen was opened; undefined for today, which has no date of its own. */
let leftDay: string | undefined
useRoute.subscribe(({ route }, before) => {
  if (before.route.screen === 'day' && route.screen !== 'day') leftDay = before.route.date
})

/** Where the day's entry leads: from other screens back to the day that was shown, on the day itself to today. */
export function dayRoute(from: ScreenName): Route {
  return from === 'day' || leftDay === undefined ? { screen: 'day' } : { screen: 'day', date: leftDay }
}

/** Whoever signs in next begins with today. */
export function forgetDay(): void {
  leftDay = undefined
}

/** Follows the window's back and forward steps; returns the way to stop. */
export function followHistory(win: Window = window): () => void {
  const follow = () => useRoute.setState({ route: fromHash(win.location.hash) })
  win.addEventListener('popstate', follow)
  win.addEventListener('hashchange', follow)
  return () => {
    win.removeEventListener('popstate', follow)
    win.removeEventListener('hashchange', follow)
  }
}
