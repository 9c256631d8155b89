/** "18:00" for 1080; empty for none. */
export function clockOf(minute: number | null): string {
  return minute === null ? '' : `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** Minutes after midnight of "18:00"; null for none, undefined for what is no time. */
export function minuteOf(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const match = /^(\d{1,2}):(\d\d)$/.exec(text.trim())
  const [hour, minute] = [Number(match?.[1]), Number(match?.[2])]
  return match && hour < 24 && minute < 60 ? hour * 60 + minute : undefined
}
