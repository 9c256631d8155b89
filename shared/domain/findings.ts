/** What a chart entry can say. Codes are words, so that none is ever taken for a surface letter (domain §2.5). */

/** `surface`: charted on surfaces where they are known; `tooth`: on the whole tooth; `mouth`: without a tooth. */
export type FindingScope = 'tooth' | 'surface' | 'mouth'

/** What a finding leaves of the tooth, once it is there and not merely planned. */
export type Presence = 'present' | 'missing' | 'unerupted' | 'implant' | 'root'

export interface Finding {
  readonly label: string
  readonly scope: FindingScope
  /** Letters of the PDA chart legend; our own where the legend has none; empty when nothing is written. */
  readonly letters: string
  readonly group: 'state' | 'pathology' | 'restoration' | 'prosthesis' | 'surgery' | 'visit'
  /** Present when the finding changes what stands in the mouth. */
  readonly presence?: Presence
  /** Makes sense where no tooth is left. */
  readonly needsNoTooth?: true
}

export const FINDINGS = {
  sound: { label: 'Sound', scope: 'surface', letters: '✓', group: 'state', presence: 'present' },
  primary_tooth: { label: 'Primary tooth present', scope: 'tooth', letters: '✓', group: 'state', presence: 'present' },
  unerupted: { label: 'Unerupted', scope: 'tooth', letters: 'Un', group: 'state', presence: 'unerupted' },
  impacted: { label: 'Impacted', scope: 'tooth', letters: 'Im', group: 'state', presence: 'unerupted' },
  supernumerary: { label: 'Supernumerary neighbour', scope: 'tooth', letters: 'Sp', group: 'state' },
  rotated: { label: 'Rotated', scope: 'tooth', letters: 'Rot', group: 'state' },
  displaced: { label: 'Displaced', scope: 'tooth', letters: 'Dis', group: 'state' },
  not_assessed: { label: 'Could not be assessed', scope: 'tooth', letters: '?', group: 'state' },
  watch: { label: 'Watch', scope: 'surface', letters: 'W', group: 'state' },

  caries: { label: 'Caries', scope: 'surface', letters: 'D', group: 'pathology' },
  fracture: { label: 'Fracture', scope: 'surface', letters: 'Fx', group: 'pathology' },
  gum_recession: { label: 'Gum recession', scope: 'tooth', letters: 'Rec', group: 'pathology' },
  periapical_lesion: { label: 'Periapical lesion', scope: 'tooth', letters: 'PA', group: 'pathology' },
  root_fragment: { label: 'Root fragment', scope: 'tooth', letters: 'Rf', group: 'pathology', presence: 'root' },
  missing: { label: 'Missing due to caries', scope: 'tooth', letters: 'M', group: 'state', presence: 'missing', needsNoTooth: true },
  missing_other: { label: 'Missing, other cause', scope: 'tooth', letters: 'MO', group: 'state', presence: 'missing', needsNoTooth: true },

  filling: { label: 'Filling', scope: 'surface', letters: 'F', group: 'restoration' },
  filling_amalgam: { label: 'Amalgam filling', scope: 'surface', letters: 'Am', group: 'restoration' },
  filling_composite: { label: 'Composite filling', scope: 'surface', letters: 'Co', group: 'restoration' },
  inlay: { label: 'Inlay', scope: 'surface', letters: 'In', group: 'restoration' },
  sealant: { label: 'Sealant', scope: 'surface', letters: 'S', group: 'restoration' },
  crown: { label: 'Crown', scope: 'tooth', letters: 'JC', group: 'restoration' },
  veneer: { label: 'Veneer', scope: 'tooth', letters: 'Ve', group: 'restoration' },
  root_canal: { label: 'Root canal treatment', scope: 'tooth', letters: 'RCT', group: 'restoration' },

  bridge_abutment: { label: 'Bridge abutment', scope: 'tooth', letters: 'Ab', group: 'prosthesis' },
  pontic: { label: 'Pontic', scope: 'tooth', letters: 'P', group: 'prosthesis', needsNoTooth: true },
  attachment: { label: 'Attachment', scope: 'tooth', letters: 'Att', group: 'prosthesis' },
  denture: { label: 'Removable denture', scope: 'tooth', letters: 'Rm', group: 'prosthesis', needsNoTooth: true },
  implant: { label: 'Implant', scope: 'tooth', letters: 'Imp', group: 'prosthesis', presence: 'implant', needsNoTooth: true },

  extraction: { label: 'Extraction due to caries', scope: 'tooth', letters: 'X', group: 'surgery', presence: 'missing' },
  extraction_other: { label: 'Extraction, other cause', scope: 'tooth', letters: 'XO', group: 'surgery', presence: 'missing' },

  cleaning: { label: 'Cleaning', scope: 'mouth', letters: '', group: 'visit' },
  consultation: { label: 'Consultation', scope: 'mouth', letters: '', group: 'visit' },
  xray: { label: 'X-ray', scope: 'mouth', letters: '', group: 'visit' },
  treatment: { label: 'Treatment', scope: 'mouth', letters: '', group: 'visit' },
} as const satisfies Record<string, Finding>

export type FindingCode = keyof typeof FINDINGS

export function isFinding(code: string): code is FindingCode {
  return Object.hasOwn(FINDINGS, code)
}

/** What is known of a finding; null for a code that a newer program may have written. */
export function findingOf(code: string): Finding | null {
  return isFinding(code) ? FINDINGS[code] : null
}

/** Fillings of any material, and inlays. */
export function isFilling(code: string): boolean {
  return code === 'filling' || code.startsWith('filling_') || code === 'inlay'
}
