import { describe, expect, it } from 'vitest'
import { MOST_PICTURE_BYTES, pictureType } from './picture.ts'

const base64 = (bytes: readonly number[]) => Buffer.from(bytes).toString('base64')
const text = (value: string) => [...Buffer.from(value, 'latin1')]

/** The skeleton of a JPEG of this size: start, a frame, end. */
function jpeg(width: number, height: number, padding = 0): number[] {
  const comment = padding > 0 ? [0xff, 0xfe, (padding + 2) >> 8, (padding + 2) & 0xff, ...Array.from({ length: padding }, () => 0x20)] : []
  return [0xff, 0xd8, ...comment, 0xff, 0xc0, 0, 11, 8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0, 0xff, 0xd9]
}

function webp(kind: string, body: number[]): number[] {
  const chunk = [...text(kind), body.length, 0, 0, 0, ...body]
  return [...text('RIFF'), chunk.length + 4, 0, 0, 0, ...text('WEBP'), ...chunk]
}

describe('a portrait', () => {
  it('is known by its own bytes as JPEG or WebP', () => {
    expect(pictureType(base64(jpeg(320, 320)))).toBe('image/jpeg')
    expect(pictureType(base64(webp('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 64, 1, 64, 1, 0, 0])))).toBe('image/webp')
    expect(pictureType(base64(webp('VP8X', [0, 0, 0, 0, 63, 1, 0, 63, 1, 0])))).toBe('image/webp')
    expect(pictureType(base64(webp('VP8L', [0x2f, 63, 0xc0, 0x0f, 0, 0, 0, 0, 0, 0])))).toBe('image/webp')
  })

  it.each([
    ['nothing', ''], ['no base64', '####'], ['a script', base64(text('<svg onload=alert(1)>'))], ['a PNG', base64([0x89, ...text('PNG\r\n\u001a\n'), ...Array.from({ length: 40 }, () => 0)])],
    ['half a JPEG', base64(jpeg(10, 10).slice(0, -2))], ['a JPEG without a frame', base64([0xff, 0xd8, 0xff, 0xd9])], ['a JPEG that fills the memory', base64(jpeg(30_000, 30_000))], ['a JPEG without height', base64(jpeg(100, 0))],
    ['a cut WebP', base64(webp('VP8X', [0, 0, 0, 0, 63, 1, 0, 63, 1, 0]).slice(0, 20))],
  ])('is refused when it is %s', (_what, content) => {
    expect(pictureType(content)).toBeNull()
  })

  it('may have 60 KiB and not a byte more', () => {
    const bare = jpeg(100, 100).length + 4
    expect(pictureType(base64(jpeg(100, 100, MOST_PICTURE_BYTES - bare)))).toBe('image/jpeg')
    expect(pictureType(base64(jpeg(100, 100, MOST_PICTURE_BYTES - bare + 1)))).toBeNull()
  })
})
