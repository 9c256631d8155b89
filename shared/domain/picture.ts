/** Small pictures that travel inside a mutation: portraits until there is an asset store. */

/** Bytes a portrait may have. */
export const MOST_PICTURE_BYTES = 60 * 1024
/** Pixels a portrait may measure on either side: a few kilobytes can stand for a picture that fills the memory. */
const MOST_PIXELS = 1024
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

export type PictureType = 'image/jpeg' | 'image/webp'

/** The type of a picture in base64, by its own bytes; null when it is no JPEG or WebP of a size that may be kept. */
export function pictureType(base64: string): PictureType | null {
  if (base64.length === 0 || base64.length > Math.ceil(MOST_PICTURE_BYTES / 3) * 4 || !BASE64.test(base64)) return null
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0)!)
  if (bytes.length > MOST_PICTURE_BYTES) return null
  const found = readJpeg(bytes) ?? readWebp(bytes)
  if (!found) return null
  return [found.width, found.height].every((side) => side > 0 && side <= MOST_PIXELS) ? found.type : null
}

interface Found {
  type: PictureType
  width: number
  height: number
}

/** Start-of-frame markers of JPEG; C4, C8 and CC are tables (ITU T.81, table B.1). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function readJpeg(bytes: Uint8Array): Found | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8 || bytes.at(-2) !== 0xff || bytes.at(-1) !== 0xd9) return null
  const view = new DataView(bytes.buffer)
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    if (isFrame(bytes[at + 1]!)) return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    const length = view.getUint16(at + 2)
    if (length < 2) return null
    at += 2 + length
  }
  return null
}

/** The three kinds of WebP: lossy VP8, lossless VP8L, and VP8X with extras (RFC 9649). */
function readWebp(bytes: Uint8Array): Found | null {
  const text = (from: number) => String.fromCodePoint(...bytes.subarray(from, from + 4))
  if (bytes.length < 30 || text(0) !== 'RIFF' || text(8) !== 'WEBP') return null
  const view = new DataView(bytes.buffer)
  if (view.getUint32(4, true) + 8 > bytes.length + 1) return null
  const type = 'image/webp'
  if (text(12) === 'VP8 ') return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (text(12) === 'VP8L') {
    const bits = view.getUint32(21, true)
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
  }
  if (text(12) !== 'VP8X') return null
  const three = (at: number) => view.getUint16(at, true) + (bytes[at + 2]! << 16) + 1
  return { type, width: three(24), height: three(27) }
}
