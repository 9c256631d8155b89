/** Texts of consents and signatures on the screen. */
import type { Strokes } from '../schema/index.ts'

/** The box that strokes are drawn in. */
export const SIGNATURE_BOX = { width: 600, height: 200 } as const
export const LONGEST_BODY = 12_000
/** Numbers in all strokes together: several long signatures. */
export const MOST_COORDINATES = 6000
const MOST_STROKES = 200

export const PLACEHOLDERS = ['patient', 'date', 'clinic', 'dentist', 'procedure'] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]

/** The text to be signed: every known placeholder filled in; one without a value becomes a line to be read as empty. */
export function fillConsent(body: string, values: Record<Placeholder, string>): string {
  return body.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (isPlaceholder(name) ? values[name] || '________' : whole))
}

/** What stands in braces and is no placeholder: most likely a slip. */
export function unknownPlaceholders(body: string): string[] {
  return [...new Set([...body.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).filter((name) => !isPlaceholder(name)))]
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name)
}

/** Whether strokes are a signature: within the box, pairs of whole numbers, more than a stray dot. */
export function isSignature(strokes: Strokes): boolean {
  if (strokes.length === 0 || strokes.length > MOST_STROKES) return false
  const all = strokes.flat()
  if (all.length > MOST_COORDINATES || strokes.some((stroke) => stroke.length < 2 || stroke.length % 2 !== 0)) return false
  const isInside = all.every((value, index) => Number.isInteger(value) && value >= 0 && value <= (index % 2 === 0 ? SIGNATURE_BOX.width : SIGNATURE_BOX.height))
  return isInside && lengthOf(strokes) >= SHORTEST_SIGNATURE
}

/** Units of pen path below which nobody has signed. */
const SHORTEST_SIGNATURE = 40

function lengthOf(strokes: Strokes): number {
  let length = 0
  for (const stroke of strokes) {
    for (let at = 2; at < stroke.length; at += 2) length += Math.hypot(stroke[at]! - stroke[at - 2]!, stroke[at + 1]! - stroke[at - 1]!)
  }
  return length
}
