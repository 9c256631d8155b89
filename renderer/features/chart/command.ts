import { findingOf } from '../../../shared/domain/findings.ts'
import type { FindingCode } from '../../../shared/domain/findings.ts'
import { tidySurfaces } from '../../../shared/domain/surfaces.ts'
import { isAnterior, isTooth } from '../../../shared/domain/teeth.ts'
import { chart } from '../../text/en/chart.ts'
import type { ChartLayer } from './tools.ts'
import { findingNamed, findingsLike, needsSurfaces, shortNameOf } from './vocabulary.ts'

const words = chart.command

export interface ChartCommand {
  marks: { tooth: string; surfaces: string }[]
  finding: FindingCode
  layer: ChartLayer
  /** Sentences about letters that were replaced by the usual ones of the tooth. */
  hints: string[]
}
export type ParsedCommand = { ok: true; command: ChartCommand } | { ok: false; message: string }

const LAYER_WORDS: Record<string, ChartLayer> = {
  planned: 'planned', plan: 'planned', tp: 'planned',
  existing: 'existing', old: 'existing', ec: 'existing',
  condition: 'condition', found: 'condition',
}
const SURFACE_LETTERS = /^[moidbfvlp]+$/i
/** Letters of the PDA legend that are surfaces as well (domain §2.5); alone they say too little. */
const COLLIDING = new Set(['m', 'd', 'p', 'mo'])

const fail = (message: string): ParsedCommand => ({ ok: false, message })

interface Tokens {
  teeth: string[]
  /** Surface letters that stand between the teeth and the finding. */
  surfaces: string
  rest: string[]
  layer: ChartLayer | null
}

/**
 * Reads "16 mod amalgam", "16mod am planned" or "18 28 38 48 missing". The layer is the one named,
 * else the one that fits the finding, else `layer`.
 */
export function parseCommand(text: string, layer: ChartLayer): ParsedCommand {
  const split = tokensOf(text)
  if ('message' in split) return fail(split.message)
  const { teeth, surfaces, rest } = split
  const named = rest.join(' ')
  if (named === '') {
    if (surfaces === '') return fail(words.noFinding(teeth.join(', ')))
    return fail(words.ambiguous(surfaces.toUpperCase(), `${teeth[0]} ${surfaces} caries`))
  }
  const finding = findingNamed(named)
  if (!finding) return fail(unknown(named))
  return marksFor(split, finding, layer)
}

function marksFor({ teeth, surfaces, layer: said }: Tokens, finding: FindingCode, layer: ChartLayer): ParsedCommand {
  const label = findingOf(finding)?.label ?? finding
  if (surfaces !== '' && findingOf(finding)?.scope !== 'surface') return fail(words.wholeTooth(label))
  if (surfaces === '' && needsSurfaces(finding)) return fail(words.needsSurfaces(shortNameOf(finding), exampleOf(teeth[0])))
  const marks: ChartCommand['marks'] = []
  const hints: string[] = []
  for (const tooth of teeth) {
    const tidied = tidySurfaces(tooth, surfaces)
    if (!tidied.ok) return fail(tidied.message)
    marks.push({ tooth, surfaces: tidied.surfaces })
    for (const { from, to } of tidied.mapped) hints.push(words.mapped(from, to, tooth))
  }
  return { ok: true, command: { marks, finding, layer: said ?? usualLayer(finding, layer), hints } }
}

function exampleOf(tooth = '16'): string {
  return `${tooth} ${isAnterior(tooth) ? 'm' : 'o'}`
}

function unknown(named: string): string {
  const like = findingsLike(named, 3).map((code) => `“${shortNameOf(code)}”`)
  return like.length > 0 ? `${words.unknownFinding(named)} ${words.didYouMean(like.join(', '))}` : words.unknownFinding(named)
}

/** Disease and absence are conditions; work keeps the layer of the toolbar unless that one cannot hold it. */
export function usualLayer(finding: FindingCode, layer: ChartLayer): ChartLayer {
  const group = findingOf(finding)?.group
  if (group === 'pathology' || group === 'state') return 'condition'
  if (layer !== 'condition') return layer
  return group === 'surgery' ? 'planned' : 'existing'
}

function tokensOf(text: string): Tokens | { message: string } {
  // "16mod" is what fast hands type for "16 mod".
  const tokens = text.trim().toLowerCase().replaceAll(/(\d{2})(?=[a-z])/g, '$1 ').split(/[\s,]+/).filter(Boolean)
  if (tokens.length === 0) return { message: words.empty }
  const teeth: string[] = []
  while (tokens[0] !== undefined && /^\d/.test(tokens[0])) {
    const tooth = tokens.shift() ?? ''
    if (!isTooth(tooth)) return { message: words.noTooth(tooth) }
    if (!teeth.includes(tooth)) teeth.push(tooth)
  }
  if (teeth.length === 0) return { message: words.noTooth(tokens[0] ?? '') }
  const layer = takeLayer(tokens)
  return { teeth, ...takeSurfaces(tokens), layer }
}

function takeLayer(tokens: string[]): ChartLayer | null {
  for (const index of [tokens.length - 1, 0]) {
    const layer = LAYER_WORDS[tokens[index] ?? '']
    if (!layer) continue
    tokens.splice(index, 1)
    return layer
  }
  return null
}

function takeSurfaces(tokens: string[]): { surfaces: string; rest: string[] } {
  const first = tokens[0]
  if (first === undefined || !SURFACE_LETTERS.test(first)) return { surfaces: '', rest: tokens }
  const isAlone = tokens.length === 1
  // "16 imp" can only be the implant: surfaces without a finding are refused anyway.
  if (isAlone && !COLLIDING.has(first) && findingNamed(first)) return { surfaces: '', rest: tokens }
  return { surfaces: first, rest: tokens.slice(1) }
}

/** Whole commands that the text may be on the way to; empty while the teeth are not typed yet. */
export function suggestions(text: string, limit = 6): string[] {
  const split = tokensOf(text)
  if ('message' in split) return []
  const typed = split.rest.join(' ')
  if (typed === '' && !/\s$/.test(text)) return []
  const head = [...split.teeth, split.surfaces].filter(Boolean).join(' ')
  const tail = split.layer && split.layer !== 'condition' ? ` ${split.layer}` : ''
  const codes = typed === '' ? COMMON : findingsLike(typed, limit * 2)
  const fitting = codes.filter((code) => split.surfaces === '' || findingOf(code)?.scope === 'surface')
  const found = fitting.slice(0, limit).map((code) => `${head} ${shortNameOf(code)}${tail}`)
  return found.length === 1 && found[0] === text.trim().toLowerCase() ? [] : found
}

const COMMON: readonly FindingCode[] = ['caries', 'filling_amalgam', 'filling_composite', 'sealant', 'crown', 'missing', 'root_canal', 'extraction', 'implant']
