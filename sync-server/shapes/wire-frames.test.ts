import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { WireFrames } from './wire-frames.ts'

function frame(type: number, body: Uint8Array): Buffer {
  const head = Buffer.from([type, 0, 0, 0, 0])
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

it('messages come whole and in order, wherever the bytes were cut', () => {
  const message = fc.tuple(fc.constantFrom(0x44, 0x43, 0x5a), fc.uint8Array({ maxLength: 40 })).map(([type, body]) => frame(type, body))
  fc.assert(
    fc.property(fc.array(message, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }), (messages, cuts) => {
      const bytes = Buffer.concat(messages)
      const seen: string[] = []
      const frames = new WireFrames((piece, at, end) => seen.push(piece.toString('hex', at, end)))
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const size = cuts[i % cuts.length]!
        // A piece is of no use any more after the call, as on a real socket.
        const piece = Buffer.from(bytes.subarray(at, at + size))
        frames.add(piece)
        piece.fill(0xff)
        at += size
      }
      expect(seen).toEqual(messages.map((each) => each.toString('hex')))
    }),
    { numRuns: 500 },
  )
})
