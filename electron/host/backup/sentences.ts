import { localDay } from './names.ts'

/** What a person at the desk is told: what happened, what is safe, what to do. */

function changes(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`
}

/** A backup's day, such as `2026-11-20`; whoever needs the hour finds it in the list. */
function dayOf(madeAt: string): string {
  return localDay(new Date(madeAt))
}

export function rebuilt(facts: { from: string | null; waiting: number; lost: number; isEnrolled: boolean }): string {
  const source = facts.from !== null
    ? `It was rebuilt from the backup of ${dayOf(facts.from)}; what is newer comes from the centre by itself.`
    : facts.isEnrolled
      ? 'No backup could be used, so it is fetched from the centre anew.'
      : 'No backup could be used, so this PC must be enrolled again.'
  const kept = facts.waiting > 0 ? ` ${changes(facts.waiting)} that the centre may not have ${facts.waiting === 1 ? 'was' : 'were'} kept and will be sent.` : ''
  const lost = facts.lost > 0 ? ` ${changes(facts.lost)} could not be read any more: look through what was entered last.` : ''
  return `The data file of this PC was damaged. ${source}${kept}${lost} The damaged file was set aside.`
}

export function restored(facts: { from: string; waiting: number }): string {
  const kept = facts.waiting > 0 ? ` ${changes(facts.waiting)} entered here ${facts.waiting === 1 ? 'was' : 'were'} put back on top of it and will be sent.` : ''
  return `The data of this PC was restored from the backup of ${dayOf(facts.from)}.${kept} What is newer at the centre comes by itself; the data of before was set aside.`
}

export function putBack(count: number): string {
  return `A part of this PC's data was missing after it stopped. ${changes(count)} ${count === 1 ? 'was' : 'were'} put back from ${count === 1 ? 'its' : 'their'} second copy; the rest comes from the centre.`
}
