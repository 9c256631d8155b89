import { FINDINGS, isFinding } from '../../../shared/domain/findings.ts'
import type { FindingCode } from '../../../shared/domain/findings.ts'

/** Shorter or more usual words for findings, beside their labels and the letters of the PDA legend. */
const ALIASES: Partial<Record<FindingCode, readonly string[]>> = {
  caries: ['decay', 'decayed', 'cavity'],
  filling: ['filled', 'restoration'],
  filling_amalgam: ['amalgam', 'am'],
  filling_composite: ['composite', 'comp', 'co', 'lc'],
  missing: ['mis', 'lost'],
  missing_other: ['missing other'],
  root_canal: ['rct', 'root canal', 'rc', 'endo'],
  root_fragment: ['rf', 'fragment'],
  extraction: ['x', 'ext', 'extract'],
  extraction_other: ['xo', 'extraction other'],
  implant: ['imp'],
  impacted: ['im'],
  crown: ['jc', 'jacket crown'],
  bridge_abutment: ['ab', 'abutment'],
  periapical_lesion: ['pa', 'periapical', 'apical'],
  fracture: ['fx', 'fractured', 'broken'],
  denture: ['rm'],
  watch: ['w'],
  sealant: ['s', 'seal'],
  unerupted: ['un'],
  supernumerary: ['sp'],
  sound: ['ok', 'healthy'],
  gum_recession: ['recession', 'rec'],
  primary_tooth: ['primary'],
}

const normal = (words: string): string => words.toLowerCase().replaceAll(/[\s,_-]+/g, ' ').trim()

/** Findings that stand on a tooth; visits have no place on it. */
const CHARTED = Object.keys(FINDINGS).filter(isFinding).filter((code) => FINDINGS[code].scope !== 'mouth')

function wordsOf(code: FindingCode): string[] {
  return [...new Set([normal(FINDINGS[code].label), normal(code), ...(ALIASES[code] ?? [])])]
}

const exact = new Map<string, FindingCode>()
for (const code of CHARTED) for (const words of wordsOf(code)) if (!exact.has(words)) exact.set(words, code)

/** The finding that words name exactly; null when there is none. */
export function findingNamed(words: string): FindingCode | null {
  return exact.get(normal(words)) ?? null
}

/** Findings one of whose names starts with the words, the shortest name first. */
export function findingsLike(words: string, limit: number): FindingCode[] {
  const start = normal(words)
  const hits = CHARTED.flatMap((code) => {
    const named = wordsOf(code).filter((name) => name.startsWith(start) || name.split(' ').some((word) => word.startsWith(start)))
    return named.length > 0 ? [{ code, length: Math.min(...named.map((name) => name.length)) }] : []
  })
  return hits.toSorted((a, b) => a.length - b.length).slice(0, limit).map((hit) => hit.code)
}

/** Whether a finding is only meant once its surfaces are named. */
export function needsSurfaces(code: FindingCode): boolean {
  const { scope, group } = FINDINGS[code]
  return scope === 'surface' && (group === 'restoration' || code === 'caries')
}

/** What a person types for a finding: its first alias or its label in small letters. */
export function shortNameOf(code: FindingCode): string {
  return normal(FINDINGS[code].label)
}
