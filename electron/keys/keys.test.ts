import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileKeyProvider } from './file-key.ts'
import { loadOrCreateKey } from './load-key.ts'
import { electronKeyProvider } from './safe-storage-key.ts'
import type { Keychain } from './safe-storage-key.ts'

let dir: string
const file = (name: string) => join(dir, name)
const keyText = 'a1'.repeat(32)

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'chairside-test-keys-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** A keychain that seals by reversing, and counts. */
function keychain(options: { available?: boolean; backend?: string; rotated?: boolean; broken?: boolean } = {}): Keychain & { sealed: number } {
  const chain = {
    sealed: 0,
    isAsyncEncryptionAvailable: async () => options.available ?? true,
    getSelectedStorageBackend: () => (options.backend ?? 'gnome_libsecret') as 'gnome_libsecret',
    encryptStringAsync: async (text: string) => {
      chain.sealed += 1
      return Buffer.from(text.split('').reverse().join(''))
    },
    decryptStringAsync: async (sealed: Buffer) => {
      if (options.broken) throw new Error('locked')
      return { result: sealed.toString().split('').reverse().join(''), shouldReEncrypt: options.rotated ?? false }
    },
  }
  return chain
}

describe('the key in a private file', () => {
  it('is made once, 32 random bytes that only this user may read, and is the same afterwards', async () => {
    const key = await loadOrCreateKey(fileKeyProvider(dir), dir)
    expect(key).toHaveLength(32)
    expect(statSync(file('replica.key')).mode & 0o777).toBe(0o600)
    expect(readFileSync(file('replica.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
    expect(await loadOrCreateKey(fileKeyProvider(dir), dir)).toEqual(key)
  })

  it('differs from desk to desk', async () => {
    const other = mkdtempSync(join(tmpdir(), 'chairside-test-keys-'))
    const keys = [await loadOrCreateKey(fileKeyProvider(dir), dir), await loadOrCreateKey(fileKeyProvider(other), other)]
    rmSync(other, { recursive: true })
    expect(keys[0]).not.toEqual(keys[1])
  })

  it.each([0o644, 0o640, 0o606])('is refused when others may read it (mode %o), with a sentence that says what to do', async (mode) => {
    writeFileSync(file('replica.key'), keyText)
    chmodSync(file('replica.key'), mode)
    await expect(loadOrCreateKey(fileKeyProvider(dir), dir)).rejects.toThrow(/Other users of this PC can read .*chmod 600/)
  })

  it.each(['', 'abc', keyText.slice(1), `${keyText}00`, 'zz'.repeat(32)])('is refused when damaged, never replaced: "%s"', async (text) => {
    writeFileSync(file('replica.key'), text, { mode: 0o600 })
    await expect(loadOrCreateKey(fileKeyProvider(dir), dir)).rejects.toThrow(/damaged/)
    expect(readFileSync(file('replica.key'), 'utf8')).toBe(text)
  })

  it('is not made anew for a replica whose key is missing', async () => {
    writeFileSync(file('replica.db'), 'x')
    await expect(loadOrCreateKey(fileKeyProvider(dir), dir)).rejects.toThrow(/not its key/)
    expect(existsSync(file('replica.key'))).toBe(false)
  })

  it('is not made anew where the keychain holds it', async () => {
    writeFileSync(file('replica.key.sealed'), 'x', { mode: 0o600 })
    await expect(loadOrCreateKey(fileKeyProvider(dir), dir)).rejects.toThrow(/keychain/)
  })
})

describe("the key in the system's keychain", () => {
  it('is kept sealed, and nowhere in the clear', async () => {
    const provider = await electronKeyProvider(keychain(), dir)
    const key = await loadOrCreateKey(provider, dir)
    expect(existsSync(file('replica.key'))).toBe(false)
    expect(statSync(file('replica.key.sealed')).mode & 0o777).toBe(0o600)
    expect(readFileSync(file('replica.key.sealed'), 'utf8')).not.toContain(Buffer.from(key).toString('hex'))
    expect(await loadOrCreateKey(await electronKeyProvider(keychain(), dir), dir)).toEqual(key)
  })

  it('is taken over from the private file, which goes away only then', async () => {
    const key = await loadOrCreateKey(fileKeyProvider(dir), dir)
    expect(await loadOrCreateKey(await electronKeyProvider(keychain(), dir), dir)).toEqual(key)
    expect(existsSync(file('replica.key'))).toBe(false)
    expect(await loadOrCreateKey(await electronKeyProvider(keychain(), dir), dir)).toEqual(key)
  })

  it('stays in the private file when the keychain does not give it back', async () => {
    const key = await loadOrCreateKey(fileKeyProvider(dir), dir)
    for (let start = 0; start < 2; start += 1) {
      const provider = await electronKeyProvider(keychain({ broken: true }), dir)
      expect(await loadOrCreateKey(provider, dir)).toEqual(key)
      expect(existsSync(file('replica.key'))).toBe(true)
    }
  })

  it('is not written over by another key put into the folder', async () => {
    await loadOrCreateKey(await electronKeyProvider(keychain(), dir), dir)
    const sealed = readFileSync(file('replica.key.sealed'), 'utf8')
    writeFileSync(file('replica.key'), keyText, { mode: 0o600 })
    await loadOrCreateKey(await electronKeyProvider(keychain(), dir), dir)
    expect(readFileSync(file('replica.key.sealed'), 'utf8')).toBe(sealed)
    expect(existsSync(file('replica.key'))).toBe(true)
  })

  it('is sealed again when the keychain has a newer key of its own', async () => {
    const key = await loadOrCreateKey(await electronKeyProvider(keychain(), dir), dir)
    const rotated = keychain({ rotated: true })
    expect(await loadOrCreateKey(await electronKeyProvider(rotated, dir), dir)).toEqual(key)
    expect(rotated.sealed).toBe(1)
  })

  it('is never replaced when the keychain is locked or gone', async () => {
    await loadOrCreateKey(await electronKeyProvider(keychain(), dir), dir)
    const sealed = readFileSync(file('replica.key.sealed'), 'utf8')
    for (const chain of [keychain({ broken: true }), keychain({ available: false }), keychain({ backend: 'basic_text' })]) {
      const provider = await electronKeyProvider(chain, dir, 'linux')
      await expect(loadOrCreateKey(provider, dir)).rejects.toThrow(/does not give back the key/)
    }
    expect(readFileSync(file('replica.key.sealed'), 'utf8')).toBe(sealed)
  })

  it.each([
    ['there is none', keychain({ available: false })],
    ['it seals with a password everybody knows', keychain({ backend: 'basic_text' })],
  ])('is not used when %s: the private file is', async (_what, chain) => {
    await loadOrCreateKey(await electronKeyProvider(chain, dir, 'linux'), dir)
    expect(existsSync(file('replica.key'))).toBe(true)
    expect(existsSync(file('replica.key.sealed'))).toBe(false)
  })
})
