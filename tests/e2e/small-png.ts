import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
const MOST_COLOURS = 256
/** So many of the commonest are kept as they are: the grounds that fill the screen. */
const EXACT_COLOURS = 160
/** Of the others, those nearer than this (squared, of 3 × 255²) count as one. */
const NEAR = 60

/**
 * The same picture with at most 256 colours, a third of the size: screens have few colours and the shades of their
 * letters. Takes what the browser writes: 8 bits, RGB or RGBA, not interlaced.
 */
export function smallPng(png: Buffer): Buffer {
  const { width, height, channels, pixels } = read(png)
  const seen = new Map<number, number>()
  const colours = new Uint32Array(width * height)
  for (let at = 0, from = 0; at < colours.length; at++, from += channels) {
    const colour = (pixels[from]! << 16) | (pixels[from + 1]! << 8) | pixels[from + 2]!
    colours[at] = colour
    seen.set(colour, (seen.get(colour) ?? 0) + 1)
  }
  const palette = paletteOf(seen)
  const index = new Map([...seen.keys()].map((colour) => [colour, nearest(palette, colour)]))
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at++) rows[y * (width + 1) + 1 + x] = index.get(colours[at]!)!
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const plte = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('PLTE', plte), chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))])
}

/** The commonest colours; of the rarer ones those that are not nearly there already. */
function paletteOf(seen: ReadonlyMap<number, number>): number[] {
  const byUse = [...seen].sort((a, b) => b[1] - a[1]).map(([colour]) => colour)
  if (byUse.length <= MOST_COLOURS) return byUse
  const palette: number[] = []
  for (const colour of byUse) {
    if (palette.length === MOST_COLOURS) break
    if (palette.length < EXACT_COLOURS || palette.every((other) => distance(other, colour) > NEAR)) palette.push(colour)
  }
  return palette
}

function distance(a: number, b: number): number {
  return ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0
  for (let at = 1; at < palette.length; at++) if (distance(palette[at]!, colour) < distance(palette[best]!, colour)) best = at
  return best
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

function read(png: Buffer): { width: number; height: number; channels: number; pixels: Uint8Array } {
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3]
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const raw = inflateSync(Buffer.concat(parts))
  const stride = width * channels
  const pixels = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) unfilter(raw[y * (stride + 1)]!, raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)), pixels, y * stride, channels)
  return { width, height, channels, pixels }
}

/** Undoes the filter of one row (PNG specification, 9.2). */
function unfilter(type: number, row: Buffer, pixels: Uint8Array, start: number, channels: number): void {
  for (let x = 0; x < row.length; x++) {
    const left = x >= channels ? pixels[start + x - channels]! : 0
    const up = start > 0 ? pixels[start + x - row.length]! : 0
    const corner = start > 0 && x >= channels ? pixels[start + x - row.length - channels]! : 0
    const guess = type === 1 ? left : type === 2 ? up : type === 3 ? (left + up) >> 1 : type === 4 ? paeth(left, up, corner) : 0
    pixels[start + x] = row[x]! + guess
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
