import { describe, expect, it } from 'vitest'
import { Turn } from './turn.ts'

describe('work that must not overlap', () => {
  it('is done in the order it was asked for, whatever fails before it', async () => {
    const turn = new Turn()
    const done: string[] = []
    const first = Promise.withResolvers<void>()
    const failing = turn.take(async () => {
      await first.promise
      done.push('first')
      throw new Error('broken off')
    })
    const second = turn.take(async () => void done.push('second'))
    first.resolve()
    await expect(failing).rejects.toThrow('broken off')
    await second
    expect(done).toEqual(['first', 'second'])
  })

  it('is waited for by whoever closes, and not begun after that until it is opened again', async () => {
    const turn = new Turn()
    const done: string[] = []
    const gate = Promise.withResolvers<void>()
    void turn.take(async () => {
      await gate.promise
      done.push('under way')
    })
    await Promise.resolve()
    const closed = turn.close()
    const late = turn.take(async () => void done.push('late'))
    gate.resolve()
    await Promise.all([closed, late])
    expect(done).toEqual(['under way'])
    turn.open()
    await turn.take(async () => void done.push('again'))
    expect(done).toEqual(['under way', 'again'])
  })
})
