/**
 * From the tooth codes of NHANES 2017-18 (files OHXDEN_J) to chart entries. Teeth are numbered 1-32 in Universal
 * order; a primary tooth stands at the number of its successor.
 */
import { tidySurfaces } from '../../../../shared/domain/surfaces.ts'
import { fromUniversal, isAnterior, isUpper, predecessorOf } from '../../../../shared/domain/teeth.ts'
import type { Row } from '../../../../shared/schema/index.ts'

/** What one examined tooth brings into the chart. */
export interface ToothEntry {
  tooth: string
  surfaces: string
  layer: Row<'chart_entries'>['layer']
  finding: string
  /** The code it comes from, kept as the remark, so that the file can be recounted from the chart. */
  note: string
}

/** The cells of one tooth: TC presence, CTC condition, CSC surfaces, SE sealant; empty where the file has none. */
export interface ToothCodes {
  presence: string
  condition: string
  surfaces: string
  sealant: string
}

export type ReadTooth = { ok: true; entries: ToothEntry[] } | { ok: false; reason: string }

/** Presence codes with which a condition can stand. */
const PRESENCE_OF: Record<string, string> = {
  A: '1', D: '1', K: '1', F: '2', S: '2', Z: '2', J: '5', T: '5', E: '4', M: '4', P: '4', Q: '4', U: '4', X: '4', R: '34', Y: '1239',
}

const SURFACE_LETTERS = 'LOFMD'

/** Chart entries of one tooth, in the order in which they build on each other. */
export function readTooth(universal: number, codes: ToothCodes): ReadTooth {
  const permanent = fromUniversal(String(universal))
  if (permanent === null) return { ok: false, reason: 'There is no such tooth.' }
  const { presence, condition } = codes
  if (!/^[123459]?$/.test(presence)) return { ok: false, reason: `Tooth ${universal}: the presence code is not known.` }
  if (condition !== '' && !Object.hasOwn(PRESENCE_OF, condition)) return { ok: false, reason: `Tooth ${universal}: the condition code is not known.` }
  if (condition !== '' && !isOneOf(presence, PRESENCE_OF[condition] ?? '')) return { ok: false, reason: `Tooth ${universal}: condition ${condition} cannot stand with presence ${presence || '(none)'}.` }
  if (presence === '') return { ok: true, entries: [] }
  const tooth = presence === '1' ? predecessorOf(permanent) : permanent
  if (tooth === null) return { ok: false, reason: `Tooth ${universal}: there is no primary tooth at that place.` }
  const add = entryMaker(tooth, condition === '' ? `NHANES presence ${presence}` : `NHANES ${condition}`)
  const surfaces = readSurfaces(tooth, codes.surfaces)
  const sealants = readSealant(tooth, presence, codes.sealant)
  if (!surfaces) return { ok: false, reason: `Tooth ${universal}: the surface codes are not known.` }
  if (!sealants) return { ok: false, reason: `Tooth ${universal}: the sealant code is not known.` }
  return { ok: true, entries: [...stateEntries(presence, condition, add), ...workEntries(condition, surfaces, add), ...sealants] }
}

function isOneOf(code: string, codes: string): boolean {
  return code !== '' && codes.includes(code)
}

type Add = (finding: string, layer: ToothEntry['layer'], surfaces?: string, remark?: string) => ToothEntry

function entryMaker(tooth: string, code: string): Add {
  return (finding, layer, surfaces = '', remark = '') => ({ tooth, surfaces, layer, finding, note: remark ? `${code}: ${remark}` : code })
}

/** What stands at the place of the tooth. */
function stateEntries(presence: string, condition: string, add: Add): ToothEntry[] {
  switch (presence) {
    case '1': return [add('primary_tooth', 'condition'), ...(condition === 'D' ? [add('sound', 'condition')] : []), ...notAssessed(condition, add)]
    case '2': return condition === 'S' ? [add('sound', 'condition')] : notAssessed(condition, add)
    // An implant needs the gap it stands in.
    case '3': return [missing(condition, add), add('implant', 'existing')]
    case '4': return condition === 'U' ? [add('unerupted', 'condition')] : [missing(condition, add), ...replacement(condition, add)]
    case '5': return [add('root_fragment', 'condition', '', condition === 'T' ? 'with replacement' : '')]
    default: return [add('not_assessed', 'condition')]
  }
}

function notAssessed(condition: string, add: Add): ToothEntry[] {
  if (condition === 'Y') return [add('not_assessed', 'condition')]
  // Third molars are only counted: the examination says that they are there and nothing more.
  return condition === '' ? [add('not_assessed', 'condition', '', 'present, condition not examined')] : []
}

function missing(condition: string, add: Add): ToothEntry {
  if (isOneOf(condition, 'EPR')) return add('missing', 'condition')
  return add('missing_other', 'condition', '', condition === '' || condition === 'Y' ? 'cause not recorded' : '')
}

function replacement(condition: string, add: Add): ToothEntry[] {
  if (condition === 'P' || condition === 'Q') return [add('denture', 'existing')]
  return condition === 'R' || condition === 'X' ? [add('pontic', 'existing')] : []
}

interface SurfaceCodes {
  hasCrown: boolean
  amalgam: string
  other: string
  caries: string
}

/** Fillings before caries, for decay beside a filling is the newer word about the tooth. */
function workEntries(condition: string, codes: SurfaceCodes, add: Add): ToothEntry[] {
  const entries: ToothEntry[] = []
  if (codes.hasCrown) entries.push(add('crown', 'existing'))
  if (codes.amalgam) entries.push(add('filling_amalgam', 'existing', codes.amalgam))
  if (codes.other) entries.push(add('filling', 'existing', codes.other))
  if (codes.caries) entries.push(add('caries', 'condition', codes.caries))
  const isFilled = codes.hasCrown || codes.amalgam !== '' || codes.other !== ''
  if (isOneOf(condition, 'AF') && !isFilled) entries.push(add('filling', 'existing'))
  if (isOneOf(condition, 'KZ') && codes.caries === '') entries.push(add('caries', 'condition'))
  return entries
}

/** "0134" is four surfaces and "-5-7-8" three: the sign belongs to the digit after it. Null for what is no such code. */
export function readSurfaces(tooth: string, text: string): SurfaceCodes | null {
  const codes = { hasCrown: false, amalgam: '', other: '', caries: '' }
  if (!/^(-[14-8]|\d)*$/.test(text)) return null
  for (const token of text.match(/-?\d/g) ?? []) {
    const value = Number(token)
    if (value === -1) codes.hasCrown = true
    else if (value < 0) codes.caries += SURFACE_LETTERS[-value - 4]
    else if (value < 5) codes.amalgam += SURFACE_LETTERS[value]
    else codes.other += SURFACE_LETTERS[value - 5]
  }
  return { hasCrown: codes.hasCrown, amalgam: onTooth(tooth, codes.amalgam), other: onTooth(tooth, codes.other), caries: onTooth(tooth, codes.caries) }
}

/** In our letters: the biting surface of a front tooth is its edge; facial and lingual follow the tooth. */
function onTooth(tooth: string, letters: string): string {
  const tidied = tidySurfaces(tooth, isAnterior(tooth) ? letters.replaceAll('O', 'I') : letters)
  return tidied.ok ? tidied.surfaces : ''
}

/** 1 permanent, 2 primary, 3 both sealed; the others say that there is none or that nobody could tell. Null for unknown codes. */
function readSealant(tooth: string, presence: string, code: string): ToothEntry[] | null {
  if (!['', '0', '1', '2', '3', '4', '9', '12', '13'].includes(code)) return null
  if (!['1', '2', '3'].includes(code) || (presence !== '1' && presence !== '2')) return []
  // The surface is not recorded: fissures are sealed on the biting surface, of front teeth in the oral pit.
  const surfaces = isAnterior(tooth) ? (isUpper(tooth) ? 'P' : 'L') : 'O'
  return [entryMaker(tooth, `NHANES sealant ${code}`)('sealant', 'existing', surfaces)]
}
