import { formatTime, isoWeekday, localOf } from '../../shared/domain/time.ts'

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const LONG_WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** "20 Nov 2026" for `2026-11-20`: the month in letters, because 3/4 means two days. */
export function formatDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`
}

/** "Fri 20 Nov 2026". */
export function formatDay(date: string): string {
  return `${WEEKDAYS[isoWeekday(date) - 1]} ${formatDate(date)}`
}

/** "Fri 20 Nov", where the year is plain. */
export function formatShortDay(date: string): string {
  return formatDay(date).replace(/ \d{4,}$/, '')
}

/** "Friday" for 5; ISO weekdays, 1 Monday to 7 Sunday. */
export function weekdayName(weekday: number): string {
  return LONG_WEEKDAYS[weekday - 1] ?? ''
}

/** "20 Nov 2026, 9:30 AM" by the clinic's clock. */
export function formatInstant(instant: string, zone: string): string {
  const { date, minute } = localOf(instant, zone)
  return `${formatDate(date)}, ${formatTime(minute)}`
}

/** "9:30 AM to 10:00 AM" for minutes after midnight. */
export function formatSpan(start: number, end: number): string {
  return `${formatTime(start)} to ${formatTime(end)}`
}

/** "45 min", "1 h", "1 h 30 min". */
export function formatMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : ''].filter(Boolean).join(' ')
}

/** "just now", "5 minutes ago", "3 hours ago", "2 days ago". A clock that was put back counts as now. */
export function formatAgo(instant: string, now: string): string {
  const minutes = Math.floor((Date.parse(now) - Date.parse(instant)) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return plural(minutes, 'minute')
  if (minutes < 48 * 60) return plural(Math.floor(minutes / 60), 'hour')
  return plural(Math.floor(minutes / (24 * 60)), 'day')
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}
