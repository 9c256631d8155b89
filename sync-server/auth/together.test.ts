import { describe, expect, it } from 'vitest'
import { Together } from './together.ts'

/** A question whose answers are given by hand, in the order it was asked. */
function question() {
  const open: PromiseWithResolvers<string>[] = []
  const ask = () => {
    open.push(Promise.withResolvers<string>())
    return open.at(-1)!.promise
  }
  return { ask, open }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('questions about one thing', () => {
  it('that come while one is under way are answered by the next one, and never by the older one', async () => {
    const { ask, open } = question()
    const together = new Together<string>()
    const first = together.ask('a desk', ask)
    const others = [together.ask('a desk', ask), together.ask('a desk', ask)]
    await turn()
    expect(open).toHaveLength(1)
    open[0]!.resolve('as it was')
    expect(await first).toBe('as it was')
    await turn()
    expect(open).toHaveLength(2)
    open[1]!.resolve('as it is')
    expect(await Promise.all(others)).toEqual(['as it is', 'as it is'])
  })

  it('are asked anew when nobody asks: no answer is kept', async () => {
    const { ask, open } = question()
    const together = new Together<string>()
    for (const [index, answer] of ['one', 'two', 'three'].entries()) {
      const asked = together.ask('a desk', ask)
      open[index]!.resolve(answer)
      expect(await asked).toBe(answer)
    }
  })

  it('go on after one that failed, and who shared it is told, too', async () => {
    const { ask, open } = question()
    const together = new Together<string>()
    const first = together.ask('a desk', ask)
    const others = [together.ask('a desk', ask), together.ask('a desk', ask)]
    open[0]!.reject(new Error('gone'))
    await expect(first).rejects.toThrow('gone')
    await turn()
    open[1]!.reject(new Error('still gone'))
    for (const other of others) await expect(other).rejects.toThrow('still gone')
    const later = together.ask('a desk', ask)
    open[2]!.resolve('there')
    expect(await later).toBe('there')
  })

  it('about different things do not wait for each other', async () => {
    const { ask, open } = question()
    const together = new Together<string>()
    const [one, two] = [together.ask('a desk', ask), together.ask('another', ask)]
    expect(open).toHaveLength(2)
    open[1]!.resolve('another')
    expect(await two).toBe('another')
    open[0]!.resolve('a desk')
    expect(await one).toBe('a desk')
  })
})
