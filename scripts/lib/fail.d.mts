export class Refusal extends Error {
  constructor(sentence: string, options?: { cause?: unknown })
}
export function runMain(main: () => Promise<number>): Promise<void>
