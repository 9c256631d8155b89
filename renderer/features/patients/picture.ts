import { MOST_PICTURE_BYTES } from '../../../shared/domain/picture.ts'

/** Larger files are refused unread. */
const MOST_FILE_BYTES = 20 * 1024 * 1024
/** Pixels of the longer side: enough to know a face by. */
const LONGEST_SIDE = 320
const QUALITIES = [0.85, 0.7, 0.55, 0.4, 0.25]

export type PictureFault = 'tooLarge' | 'unreadable'

/** Makes a portrait that may be kept out of a picture file: JPEG, small, without whatever else the file says (place, camera). */
export async function portraitOf(file: File): Promise<{ content: string } | { fault: PictureFault }> {
  if (file.size > MOST_FILE_BYTES) return { fault: 'tooLarge' }
  // An SVG may load things; only what the field is meant for is read.
  if (!['image/png', 'image/jpeg', 'image/webp'].includes(file.type)) return { fault: 'unreadable' }
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (!bitmap) return { fault: 'unreadable' }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  const pen = canvas.getContext('2d')!
  // JPEG knows no transparency: what is see-through would turn black.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  for (const quality of QUALITIES) {
    const content = canvas.toDataURL('image/jpeg', quality).split(',')[1] ?? ''
    if (content.length > 0 && content.length <= Math.floor(MOST_PICTURE_BYTES / 3) * 4) return { content }
  }
  return { fault: 'tooLarge' }
}
