import { expect, it } from 'vitest'
import { StartupError, startupSentence } from './startup-error.ts'

it('an error meant for people is shown as it is, the host errors with a kind included', () => {
  const ofTheHost = Object.assign(new Error('The data on this PC cannot be opened with this key.'), { kind: 'wrong_key' })
  expect(startupSentence(ofTheHost)).toBe('The data on this PC cannot be opened with this key.')
  expect(startupSentence(new StartupError('Choose another folder.'))).toBe('Choose another folder.')
})

it('any other error is not shown, since it may say anything', () => {
  const technical = Object.assign(new Error('SQLITE_CORRUPT near Juana Reyes'), { kind: undefined })
  for (const error of [technical, new TypeError('x'), 'text', null]) expect(startupSentence(error)).toMatch(/^Chairside could not start because of an unexpected fault/)
})
