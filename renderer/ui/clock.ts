import { useSyncExternalStore } from 'react'
import { todayIn } from '../../shared/domain/time.ts'

const STEP_MS = 15_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let minute = wholeMinute()

/** Whole minutes only, so that components render once a minute and not at every tick. */
function wholeMinute(): string {
  return new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString()
}

function tick(): void {
  const next = wholeMinute()
  if (next === minute) return
  minute = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, STEP_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function current(): string {
  // Fresh again after a time without listeners.
  if (listeners.size === 0) minute = wholeMinute()
  return minute
}

/** The current instant to the minute, ISO-8601 UTC; renders again when the minute changes. */
export function useNow(): string {
  return useSyncExternalStore(subscribe, current)
}

/** Today's date on the clinic's calendar; changes at its midnight. */
export function useToday(zone: string): string {
  return todayIn(zone, useNow())
}
