export function ScheduleOverlays() {
  return null
}

export function DayScreen(_: { date?: string; appointmentId?: string }) {
  return null
}
