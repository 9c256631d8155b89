import type { Person } from '../person.ts'

/** A place on the day: the chair by its number from the left, the time in minutes after midnight. */
export interface Spot {
  chair: 0 | 1 | 2
  minute: number
}

export interface NewPatient {
  lastName: string
  firstName: string
  phone: string
}

export const CHAIRS = ['Chair 1', 'Chair 2', 'Surgery'] as const
export type Tab = 'Waiting room' | 'Requests' | 'Short notice'

/**
 * How a receptionist does what the day asks of her: with the keys alone, or with the mouse where there is
 * something to point at.
 */
export interface Hand {
  readonly person: Person
  /** Shows the day so many days ahead of the one shown. */
  turnDays(days: number): Promise<void>
  openList(tab: Tab): Promise<void>
  backToDay(): Promise<void>
  book(at: Spot, search: string): Promise<void>
  /** Somebody on the phone who is in no record: registered in the booking form, and booked. */
  bookNew(at: Spot, patient: NewPatient): Promise<void>
  /** Somebody in no record who comes in: registered, asked for the medical history, a consent signed by drawing, and seated. */
  walkIn(patient: NewPatient & { allergy: string }): Promise<void>
  move(from: Spot, to: Spot): Promise<void>
  /** By the lower edge, to an end at `minute`. */
  resize(at: Spot, end: number): Promise<void>
  /** On the pinboard to another day. */
  carry(from: Spot, days: number, to: Spot): Promise<void>
  visit(at: Spot, step: 'Confirm' | 'Arrived' | 'In chair' | 'Done'): Promise<void>
  cancel(at: Spot): Promise<void>
  /** Gives the freed time to the first who is offered it. */
  fill(): Promise<void>
  /** From the open appointment: what the patient asks on the phone. */
  request(at: Spot, kind: 'move' | 'cancel', reason: string): Promise<void>
  approve(reason: string): Promise<void>
  addToShortNotice(search: string): Promise<void>
  /** Seats and finishes whoever waits today. */
  serveWaiting(): Promise<void>
  print(): Promise<void>
}

/** "9:30 AM". */
export function clock(minute: number): string {
  const hour = Math.floor(minute / 60)
  return `${((hour + 11) % 12) + 1}:${String(minute % 60).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
}
