import { fireEvent } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dropKeys, holdKeys, releaseKeys } from './held-keys.ts'

let heard: string[]
const listen = (event: KeyboardEvent) => heard.push(event.key)
const press = (...keys: string[]) => {
  for (const key of keys) fireEvent.keyDown(document.activeElement ?? document.body, { key })
}
const field = () => document.querySelector('input')!

beforeEach(() => {
  heard = []
  document.body.innerHTML = '<form><input id="name"></form><button>Book</button>'
  document.addEventListener('keydown', listen)
})
afterEach(() => {
  dropKeys()
  document.removeEventListener('keydown', listen)
  document.body.replaceChildren()
})

describe('keys that are pressed before their screen is there', () => {
  it('reach nothing until it is, and then reach it in their order', async () => {
    holdKeys()
    press('g', 'ArrowDown', 'Enter')
    expect(heard).toEqual([])
    await releaseKeys()
    expect(heard).toEqual(['g', 'ArrowDown', 'Enter'])
    press('x')
    expect(heard.at(-1)).toBe('x')
  })

  it('are written into the field that one of them has led to, in its order with what is typed meanwhile', async () => {
    const opens = (event: KeyboardEvent) => event.key === 'r' && document.activeElement === document.body && field().focus()
    document.addEventListener('keydown', opens)
    holdKeys()
    press('r', 'C', 'r')
    const done = releaseKeys()
    press('u', 'z')
    await done
    expect(field().value).toBe('Cruz')
    document.removeEventListener('keydown', opens)
  })

  it('send a form, press a button and go on to the next thing, as a browser does it', async () => {
    const done: string[] = []
    document.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault()
      done.push('sent')
    })
    document.querySelector('button')!.addEventListener('click', () => done.push('pressed'))
    holdKeys()
    press('Tab', 'a', 'Enter', 'Tab', 'Enter', ' ')
    await releaseKeys()
    expect([field().value, ...done]).toEqual(['a', 'sent', 'pressed', 'pressed'])
  })

  it('wait for the next screen when one of them asks for it', async () => {
    const turns = (event: KeyboardEvent) => event.key === 't' && holdKeys()
    document.addEventListener('keydown', turns)
    holdKeys()
    press('t', 'g')
    await releaseKeys()
    expect(heard).toEqual(['t'])
    await releaseKeys()
    expect(heard).toEqual(['t', 'g'])
    document.removeEventListener('keydown', turns)
  })

  it('are forgotten when it does not come', async () => {
    holdKeys()
    press('g')
    dropKeys()
    await releaseKeys()
    expect(heard).toEqual([])
  })

  it('are let through when they are for what stands now, unless others wait before them', () => {
    holdKeys(({ ctrlKey }) => ctrlKey)
    fireEvent.keyDown(document.body, { key: 'ArrowRight', ctrlKey: true })
    press('g')
    fireEvent.keyDown(document.body, { key: 'ArrowRight', ctrlKey: true })
    expect(heard).toEqual(['ArrowRight'])
  })

  it('are not those of the browser, nor the Enter that is still down', async () => {
    holdKeys()
    press('F5', 'Shift')
    fireEvent.keyDown(document.body, { key: 'Enter', repeat: true })
    expect(heard).toEqual(['F5', 'Shift'])
    await releaseKeys()
    expect(heard).toEqual(['F5', 'Shift'])
  })
})
