/**
 * Teeth by their ISO 3950 (FDI) two-digit codes, which are the only ones stored; the other notations
 * are for display. Quadrants 1-4 hold permanent teeth, 5-8 primary ones: upper right, upper left,
 * lower left, lower right of the patient.
 */

/** In drawing order as seen facing the patient: upper 18-11 21-28, then lower 48-41 31-38. */
export const PERMANENT_TEETH: readonly string[] = [...quadrant(1, 8, -1), ...quadrant(2, 8, 1), ...quadrant(4, 8, -1), ...quadrant(3, 8, 1)]

/** In drawing order as seen facing the patient: upper 55-51 61-65, then lower 85-81 71-75. */
export const PRIMARY_TEETH: readonly string[] = [...quadrant(5, 5, -1), ...quadrant(6, 5, 1), ...quadrant(8, 5, -1), ...quadrant(7, 5, 1)]

export const ALL_TEETH: readonly string[] = [...PERMANENT_TEETH, ...PRIMARY_TEETH]

const KNOWN: ReadonlySet<string> = new Set(ALL_TEETH)
const PRIMARY: ReadonlySet<string> = new Set(PRIMARY_TEETH)

function quadrant(number: number, teeth: number, direction: 1 | -1): string[] {
  const outward = Array.from({ length: teeth }, (_, index) => `${number}${index + 1}`)
  return direction === 1 ? outward : outward.toReversed()
}

/** Whether the code is one of the 32 permanent or 20 primary teeth of ISO 3950. */
export function isTooth(code: string): boolean {
  return KNOWN.has(code)
}

export function isPrimary(tooth: string): boolean {
  return PRIMARY.has(tooth)
}

export function isUpper(tooth: string): boolean {
  return '1256'.includes(quadrantOf(tooth))
}

/** Incisors and canines, which have an incisal edge where the others have an occlusal surface. */
export function isAnterior(tooth: string): boolean {
  return positionOf(tooth) <= 3
}

export function isThirdMolar(tooth: string): boolean {
  return positionOf(tooth) === 8
}

/** On which side of the drawn tooth its mesial surface lies: always the one that faces the midline. */
export function mesialSide(tooth: string): 'left' | 'right' {
  return isPatientsRight(tooth) ? 'right' : 'left'
}

function isPatientsRight(tooth: string): boolean {
  return '1458'.includes(quadrantOf(tooth))
}

function quadrantOf(tooth: string): string {
  if (!KNOWN.has(tooth)) throw new RangeError('Not a tooth of ISO 3950.')
  return tooth.charAt(0)
}

/** 1 at the midline outward: to 8 for permanent, to 5 for primary teeth. */
function positionOf(tooth: string): number {
  if (!KNOWN.has(tooth)) throw new RangeError('Not a tooth of ISO 3950.')
  return Number(tooth.charAt(1))
}

const UNIVERSAL = universalCodes()
const FROM_UNIVERSAL = inverse(UNIVERSAL)

/** Universal numbering goes round the mouth: upper right to upper left, then lower left to lower right. */
function universalCodes(): Map<string, string> {
  const round = (quadrants: [number, number, number, number], teeth: number) => [
    ...quadrant(quadrants[0], teeth, -1), ...quadrant(quadrants[1], teeth, 1), ...quadrant(quadrants[2], teeth, -1), ...quadrant(quadrants[3], teeth, 1),
  ]
  const codes = new Map<string, string>()
  round([1, 2, 3, 4], 8).forEach((tooth, index) => codes.set(tooth, String(index + 1)))
  round([5, 6, 7, 8], 5).forEach((tooth, index) => codes.set(tooth, String.fromCharCode(65 + index)))
  return codes
}

function inverse(codes: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...codes].map(([tooth, code]) => [code, tooth]))
}

/** Universal code: 1-32 for permanent, A-T for primary teeth. Throws RangeError for what is no tooth. */
export function toUniversal(tooth: string): string {
  return mustFind(UNIVERSAL, tooth)
}

/** The tooth of a Universal code in either case; null when there is none. */
export function fromUniversal(code: string): string | null {
  return FROM_UNIVERSAL.get(code.toUpperCase()) ?? null
}

const PALMER_QUADRANTS: Record<string, string> = { 1: 'UR', 2: 'UL', 3: 'LL', 4: 'LR', 5: 'UR', 6: 'UL', 7: 'LL', 8: 'LR' }
const PALMER = new Map(ALL_TEETH.map((tooth) => [tooth, palmerCode(tooth)]))
const FROM_PALMER = inverse(PALMER)

function palmerCode(tooth: string): string {
  const position = isPrimary(tooth) ? String.fromCharCode(64 + positionOf(tooth)) : String(positionOf(tooth))
  return `${PALMER_QUADRANTS[quadrantOf(tooth)]}${position}`
}

/** Palmer notation with the quadrant in letters: UR8, LLE. Throws RangeError for what is no tooth. */
export function toPalmer(tooth: string): string {
  return mustFind(PALMER, tooth)
}

/** The tooth of a Palmer code such as UR8 in either case; null when there is none. */
export function fromPalmer(code: string): string | null {
  return FROM_PALMER.get(code.toUpperCase()) ?? null
}

function mustFind(codes: ReadonlyMap<string, string>, tooth: string): string {
  const code = codes.get(tooth)
  if (code === undefined) throw new RangeError('Not a tooth of ISO 3950.')
  return code
}

/** The permanent tooth that replaces a primary one: 51 by 11, 55 by 15. Null for permanent teeth. */
export function successorOf(tooth: string): string | null {
  if (!isPrimary(tooth)) return null
  return `${Number(quadrantOf(tooth)) - 4}${positionOf(tooth)}`
}

/** The primary tooth that stood there before. Null for primary teeth and for permanent molars, which have none. */
export function predecessorOf(tooth: string): string | null {
  if (isPrimary(tooth) || positionOf(tooth) > 5) return null
  return `${Number(quadrantOf(tooth)) + 4}${positionOf(tooth)}`
}

const PERMANENT_NAMES = ['central incisor', 'lateral incisor', 'canine', 'first premolar', 'second premolar', 'first molar', 'second molar', 'third molar']
const PRIMARY_NAMES = ['central incisor', 'lateral incisor', 'canine', 'first molar', 'second molar']

/** In words: "upper right first molar", "lower left primary canine". Right and left are the patient's. */
export function toothName(tooth: string): string {
  const place = `${isUpper(tooth) ? 'upper' : 'lower'} ${isPatientsRight(tooth) ? 'right' : 'left'}`
  const names = isPrimary(tooth) ? PRIMARY_NAMES : PERMANENT_NAMES
  return `${place} ${isPrimary(tooth) ? 'primary ' : ''}${names[positionOf(tooth) - 1]}`
}
