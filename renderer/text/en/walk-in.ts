/** Words for somebody who comes in without an appointment. */
export const walkIn = {
  action: 'Walk-in',
  title: 'Walk-in',
  who: 'Who is it?',
  hint: 'A name or phone number is enough. Whoever is new is registered here.',
  bar: (name: string) => `Walk-in: ${name}`,
  steps: { history: 'Medical history', consents: 'Consent' },
  done: (step: string) => `${step}, done`,
  wait: 'To the waiting room',
  seat: 'Seat now',
  end: 'End the walk-in without a visit',
  waiting: (name: string) => `${name}: in the waiting room`,
  seated: (name: string) => `${name}: in the chair`,
} as const
