import { parseBackupName } from './names.ts'

export const KEEP = { days: 7, weeks: 4, updates: 2 } as const

/**
 * Which of these backups stay: the seven newest days, one of each of the four newest weeks before them
 * (the week's last), and the two newest made before an update. Files that are no backups are not named.
 * A backup dated after `today` comes from a clock that ran ahead: at most seven stay, and none takes the
 * place of a real day.
 * @param today `YYYY-MM-DD`
 */
export function keep(files: readonly string[], today: string): string[] {
  const daily: { file: string; day: string }[] = []
  const updates: { file: string; version: number }[] = []
  for (const file of files) {
    const name = parseBackupName(file)
    if (name?.kind === 'daily') daily.push({ file, day: name.day })
    else if (name) updates.push({ file, version: name.version })
  }
  daily.sort((a, b) => (a.day < b.day ? 1 : -1))
  const real = daily.filter(({ day }) => day <= today)
  const ahead = daily.filter(({ day }) => day > today)
  const kept = [
    ...real.slice(0, KEEP.days),
    ...newestOfWeeks(real.slice(KEEP.days)),
    ...ahead.slice(0, KEEP.days),
    ...updates.sort((a, b) => b.version - a.version).slice(0, KEEP.updates),
  ]
  return kept.map(({ file }) => file)
}

/** Newest first goes in; the first of each week comes out. */
function newestOfWeeks(daily: readonly { file: string; day: string }[]): { file: string }[] {
  const weeks = new Map<number, { file: string }>()
  for (const backup of daily) {
    const week = weekOf(backup.day)
    if (!weeks.has(week)) weeks.set(week, backup)
  }
  return [...weeks.values()].slice(0, KEEP.weeks)
}

/** Counts the weeks, Monday to Sunday. */
function weekOf(day: string): number {
  const days = Math.floor(Date.parse(`${day}T00:00:00.000Z`) / 86_400_000)
  // 1 January 1970 was a Thursday.
  return Math.floor((days + 3) / 7)
}
