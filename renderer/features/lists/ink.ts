/** Text colours for amounts and marks: each at least 7:1 on white and on the light fill it is used with. */
export const INK = { red: '#7a1712', amber: '#6b3b00', owed: '#8f3410' } as const
