import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Sealing, Unsealing } from './seal.ts'

const KEY = Buffer.alloc(32, 7)
const HEADER = Buffer.from('head')
const MEGABYTE = 1024 * 1024

async function through(bytes: Buffer, step: Transform, pieces = 100_000): Promise<Buffer> {
  const parts = Array.from({ length: Math.ceil(bytes.length / pieces) }, (_, index) => bytes.subarray(index * pieces, (index + 1) * pieces))
  const out = buffer(step)
  await Promise.all([pipeline(Readable.from(parts), step), out])
  return out
}

const seal = (bytes: Buffer) => through(bytes, new Sealing(KEY, HEADER))
const open = (bytes: Buffer, pieces?: number, key = KEY, header = HEADER) => through(bytes, new Unsealing(key, header), pieces)

describe('a sealed stream', () => {
  it.each([0, 1, 1000, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 3 * MEGABYTE])('of %i bytes comes out as it went in, however it is cut into pieces', async (size) => {
    const bytes = randomBytes(size)
    const sealed = await seal(bytes)
    for (const pieces of [7000, MEGABYTE, 10 * MEGABYTE]) expect((await open(sealed, pieces)).equals(bytes)).toBe(true)
  })

  it('shows nothing of what is in it', async () => {
    expect((await seal(Buffer.from('Quetzalmarch '.repeat(1000)))).includes('Quetzal')).toBe(false)
  })

  it('does not open with another key or under another header', async () => {
    const sealed = await seal(randomBytes(1000))
    await expect(open(sealed, undefined, Buffer.alloc(32, 8))).rejects.toThrow(/altered, or the key is another one/)
    await expect(open(sealed, undefined, KEY, Buffer.from('tail'))).rejects.toThrow(/altered/)
  })

  it('does not open when any byte of it was changed', async () => {
    const sealed = await seal(randomBytes(3000))
    await fc.assert(fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const altered = Buffer.from(sealed)
      altered[at]! ^= mask
      await expect(open(altered)).rejects.toBeInstanceOf(Error)
    }), { numRuns: 60 })
  })

  it('does not open when its end, a part of it or nothing but its beginning is there, or two parts were swapped', async () => {
    const sealed = await seal(randomBytes(3 * MEGABYTE + 100))
    const chunk = 4 + MEGABYTE + 16
    const chunks = [0, 1, 2, 3].map((index) => sealed.subarray(index * chunk, (index + 1) * chunk))
    for (const bytes of [Buffer.alloc(0), sealed.subarray(0, 3), sealed.subarray(0, chunk), sealed.subarray(0, 3 * chunk), sealed.subarray(0, sealed.length - 1), Buffer.concat([chunks[0]!, chunks[2]!, chunks[3]!]), Buffer.concat([chunks[1]!, chunks[0]!, chunks[2]!, chunks[3]!])]) {
      await expect(open(bytes)).rejects.toThrow(/backup/)
    }
  })
})
