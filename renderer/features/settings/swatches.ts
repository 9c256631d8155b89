/** Colours that can be told apart beside each other on the day, by people who see few colours too. */
export const SWATCHES: readonly string[] = ['#0b6f7c', '#3366cc', '#7048c6', '#b0368c', '#c4432b', '#b36b00', '#5a7d1f', '#5f6d73']
