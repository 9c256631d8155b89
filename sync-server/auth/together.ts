/**
 * Answers questions about one thing together: those that come while one is under way wait for the next, which begins
 * after all of them. So no answer is older than its question, and there are never more than two questions about a thing.
 */
export class Together<T> {
  readonly #asked = new Map<string, Promise<T>>()
  readonly #next = new Map<string, Promise<T>>()

  /** Asks `question` about `thing`, or shares the answer of who asks the same. Rejects as the question does. */
  ask(thing: string, question: () => Promise<T>): Promise<T> {
    const shared = this.#next.get(thing)
    if (shared) return shared
    const asked = this.#asked.get(thing)
    if (!asked) return this.#begin(thing, question)
    const next = asked.catch(() => {}).then(() => {
      this.#next.delete(thing)
      return this.#begin(thing, question)
    })
    this.#next.set(thing, next)
    return next
  }

  #begin(thing: string, question: () => Promise<T>): Promise<T> {
    const answer = question().finally(() => {
      if (this.#asked.get(thing) === answer) this.#asked.delete(thing)
    })
    this.#asked.set(thing, answer)
    return answer
  }
}
