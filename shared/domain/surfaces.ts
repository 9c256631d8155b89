import { isAnterior, isTooth, isUpper, mesialSide, toothName } from './teeth.ts'

/** M mesial, O occlusal, I incisal, D distal, B buccal, F facial, V cervical of the facial side, L lingual, P palatal. */
export type Surface = 'M' | 'O' | 'I' | 'D' | 'B' | 'F' | 'V' | 'L' | 'P'

/** Where a surface is drawn: four sides of the tooth's square and its centre. */
export type Zone = 'top' | 'bottom' | 'left' | 'right' | 'centre'

/** The order in which surfaces are written: "dom" is MOD. */
export const SURFACE_ORDER: readonly Surface[] = ['M', 'O', 'I', 'D', 'B', 'F', 'V', 'L', 'P']

export type TidySurfaces =
  | { ok: true; surfaces: string; mapped: { from: Surface; to: Surface }[] }
  | { ok: false; message: string }

const NAMES: Record<Surface, string> = {
  M: 'mesial', O: 'occlusal', I: 'incisal', D: 'distal', B: 'buccal', F: 'facial', V: 'cervical', L: 'lingual', P: 'palatal',
}

/** The English word for a surface letter. */
export function surfaceName(surface: Surface): string {
  return NAMES[surface]
}

export function isSurface(letter: string): letter is Surface {
  return letter.length === 1 && (SURFACE_ORDER as readonly string[]).includes(letter)
}

/** The five surfaces a tooth has, in writing order. */
export function surfacesOf(tooth: string): Surface[] {
  return ['M', isAnterior(tooth) ? 'I' : 'O', 'D', facialOf(tooth), oralOf(tooth)]
}

function facialOf(tooth: string): Surface {
  return isAnterior(tooth) ? 'F' : 'B'
}

function oralOf(tooth: string): Surface {
  return isUpper(tooth) ? 'P' : 'L'
}

/**
 * Puts what a person typed into the canonical order M O|I D B|F V L|P, each letter once. Letters that
 * mean the same surface of this tooth are replaced and listed in `mapped`; letters that this tooth
 * cannot have are refused with a sentence, never dropped. Blanks are ignored.
 */
export function tidySurfaces(tooth: string, input: string): TidySurfaces {
  if (!isTooth(tooth)) return { ok: false, message: 'That is not a tooth of ISO 3950.' }
  const found = new Set<Surface>()
  const mapped: { from: Surface; to: Surface }[] = []
  for (const letter of input.toUpperCase().replaceAll(/\s+/g, '')) {
    if (!isSurface(letter)) return { ok: false, message: `"${letter}" is not a surface. Use M, O or I, D, B or F, V, L or P.` }
    const refusal = refused(tooth, letter)
    if (refusal) return { ok: false, message: refusal }
    const surface = onTooth(tooth, letter)
    if (surface !== letter && !mapped.some((pair) => pair.from === letter)) mapped.push({ from: letter, to: surface })
    found.add(surface)
  }
  return { ok: true, surfaces: SURFACE_ORDER.filter((letter) => found.has(letter)).join(''), mapped }
}

function refused(tooth: string, letter: Surface): string | null {
  if (letter === 'O' && isAnterior(tooth)) return `Tooth ${tooth} (${toothName(tooth)}) has no occlusal surface; its cutting edge is I.`
  if (letter === 'I' && !isAnterior(tooth)) return `Tooth ${tooth} (${toothName(tooth)}) has no incisal edge; its chewing surface is O.`
  return null
}

/** The letter of the same surface that is usual on this tooth. */
function onTooth(tooth: string, letter: Surface): Surface {
  if (letter === 'B' || letter === 'F') return facialOf(tooth)
  if (letter === 'L' || letter === 'P') return oralOf(tooth)
  return letter
}

/** Where to draw a surface: facial away from the bite, mesial towards the midline (domain §2.2). */
export function zoneOf(tooth: string, surface: Surface): Zone {
  if (surface === 'O' || surface === 'I') return 'centre'
  if (surface === 'M') return mesialSide(tooth)
  if (surface === 'D') return mesialSide(tooth) === 'left' ? 'right' : 'left'
  const isFacial = surface === 'B' || surface === 'F' || surface === 'V'
  return isFacial === isUpper(tooth) ? 'top' : 'bottom'
}

/** Which of the tooth's five surfaces is drawn in a zone; the inverse of `zoneOf`. */
export function surfaceAt(tooth: string, zone: Zone): Surface {
  const surface = surfacesOf(tooth).find((candidate) => zoneOf(tooth, candidate) === zone)
  if (!surface) throw new RangeError('There is no such zone.')
  return surface
}
