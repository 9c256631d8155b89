import { create } from 'zustand'

interface Question {
  /** What speaks against it. */
  sentence: string
  answer: (reason: string | null) => void
}

interface OverrideStore {
  question: Question | null
  /** Answers the question; null leaves everything as it was. */
  answer(reason: string | null): void
}

export const useOverride = create<OverrideStore>()((set, get) => ({
  question: null,
  answer: (reason) => {
    const { question } = get()
    set({ question: null })
    question?.answer(reason)
  },
}))

/** Asks why something is booked against the rules; null when it is not after all. */
export function askReason(sentence: string): Promise<string | null> {
  return new Promise((answer) => useOverride.setState({ question: { sentence, answer } }))
}
