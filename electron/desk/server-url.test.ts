import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serverAddressBook, serverUrlFor } from './server-url.ts'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'chairside-test-address-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('the address of the centre', () => {
  it('is none until somebody gave one, and then the one given', () => {
    expect(serverUrlFor(dir, undefined)).toBeNull()
    expect(serverUrlFor(dir, 'https://server.clinic.example/')).toBe('https://server.clinic.example')
    expect(serverUrlFor(dir, undefined)).toBe('https://server.clinic.example')
  })

  it('may be typed without what every address begins with, and is kept when told to', () => {
    const book = serverAddressBook(dir)
    expect(book.check('server.clinic.example')).toBe('https://server.clinic.example')
    expect(serverUrlFor(dir, undefined)).toBeNull()
    book.remember('https://server.clinic.example')
    expect(serverUrlFor(dir, undefined)).toBe('https://server.clinic.example')
  })

  it.each([['', 'not the address'], ['ftp://clinic.example', 'not the address'], ['https://user:secret@clinic.example', 'not the address'], ['http://10.0.0.5', 'unencrypted']])('%j is refused with what to do', (typed, why) => {
    expect(() => serverAddressBook(dir).check(typed)).toThrow(why)
  })

  it('may be plain http where the network is trusted, and on this PC', () => {
    expect(serverAddressBook(dir, true).check('http://10.0.0.5:4400')).toBe('http://10.0.0.5:4400')
    expect(serverAddressBook(dir).check('http://localhost:4400')).toBe('http://localhost:4400')
  })
})
