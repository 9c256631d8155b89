import type { Mark, ToothState } from '../../../shared/domain/chart.ts'
import classes from './chart.module.css'
import { glyphOf, NECK } from './glyph.ts'
import type { Glyph } from './glyph.ts'
import { paintOf } from './paint.ts'

interface ToothGlyphProps {
  state: ToothState
  width: number
  height: number
  y: number
  isUpper: boolean
  /** Drawn lightly: a primary tooth that has most likely fallen out long ago. */
  isFaded: boolean
}

const ENAMEL = '#fffdf8'
const ROOT = '#f7efe2'
const LINE = '#8b8578'
const FAINT = 0.28

const has = (state: ToothState, ...findings: string[]): Mark | undefined => state.marks.findLast((mark) => findings.includes(mark.finding))

/** The drawing of a tooth with what is charted on it as a whole. Decoration: the button around it says it in words. */
export function ToothGlyph({ state, width, height, y, isUpper, isFaded }: ToothGlyphProps) {
  const glyph = glyphOf(state.tooth, width, height)
  // Drawn as an upper tooth; a lower one is the same turned over.
  const turn = isUpper ? `translate(0 ${y})` : `translate(0 ${y + height}) scale(1 -1)`
  return (
    <g transform={turn} className={classes.glyph} opacity={isFaded ? 0.4 : undefined} aria-hidden="true">
      <Body state={state} glyph={glyph} />
      <RootMarks state={state} glyph={glyph} height={height} />
      <CrownMarks state={state} glyph={glyph} width={width} height={height} />
      <Strike state={state} width={width} height={height} />
    </g>
  )
}

function Body({ state, glyph }: { state: ToothState; glyph: Glyph }) {
  const { present } = state
  const gone = present === 'missing'
  const crownGone = gone || present === 'root'
  const dash = present === 'unerupted' ? '3 2' : undefined
  return (
    <>
      {present !== 'implant' && (
        <g opacity={gone ? FAINT : 1}>
          {glyph.roots.map((root) => <path key={root} d={root} fill={present === 'root' ? '#e4d3b8' : ROOT} stroke={LINE} strokeDasharray={dash} />)}
        </g>
      )}
      <path d={glyph.crown} fill={ENAMEL} stroke={LINE} strokeDasharray={dash ?? (crownGone ? '2 2' : undefined)} opacity={crownGone ? FAINT : 1} />
    </>
  )
}

/** What happens in and around the roots: canals, lesions at the apex, an implant's screw. */
function RootMarks({ state, glyph, height }: { state: ToothState; glyph: Glyph; height: number }) {
  const canal = has(state, 'root_canal')
  const lesion = has(state, 'periapical_lesion')
  const implant = has(state, 'implant')
  return (
    <>
      {canal && glyph.canals.map((line) => <path key={line} d={line} fill="none" stroke={paintOf(canal).stroke} strokeWidth={2.6} strokeDasharray={paintOf(canal).dash} />)}
      {lesion && glyph.apices.map(({ x, y }) => <circle key={x} cx={x} cy={y + 2} r={3.6} fill="none" stroke={paintOf(lesion).stroke} strokeWidth={1.6} />)}
      {implant && <Screw x={glyph.width / 2} height={height} mark={implant} />}
    </>
  )
}

function Screw({ x, height, mark }: { x: number; height: number; mark: Mark }) {
  const { stroke, dash } = paintOf(mark)
  const neck = height * NECK
  const threads = [0.2, 0.4, 0.6, 0.8].map((share) => neck * share)
  return (
    <g stroke={stroke} strokeWidth={1.8} strokeDasharray={dash} fill="none">
      <path d={`M${x} 2L${x} ${neck + 3}`} strokeWidth={3.4} />
      {threads.map((at) => <path key={at} d={`M${x - 6} ${at + 2}L${x + 6} ${at - 1}`} />)}
    </g>
  )
}

/** What covers or breaks the crown. */
function CrownMarks({ state, glyph, width, height }: { state: ToothState; glyph: Glyph; width: number; height: number }) {
  const crown = has(state, 'crown', 'bridge_abutment', 'pontic')
  const veneer = has(state, 'veneer')
  const fracture = has(state, 'fracture')
  const impacted = has(state, 'impacted')
  const bar = has(state, 'bridge_abutment', 'pontic', 'denture')
  const neck = height * NECK
  return (
    <>
      {crown && <path d={glyph.crown} fill={paintOf(crown).fill} stroke={paintOf(crown).stroke} strokeWidth={2.4} strokeDasharray={paintOf(crown).dash} />}
      {veneer && <path d={`M${width * 0.34} ${height - 5}L${width * 0.66} ${height - 5}`} stroke={paintOf(veneer).stroke} strokeWidth={3.4} strokeDasharray={paintOf(veneer).dash} />}
      {bar && <path d={`M0 ${height - 8}L${width} ${height - 8}`} stroke={paintOf(bar).stroke} strokeWidth={2.2} strokeDasharray={paintOf(bar).dash} />}
      {fracture && <path d={`M${width * 0.34} ${neck + 6}l${width * 0.1} 5l${width * 0.06} -6l${width * 0.08} 8l${width * 0.08} -5`} fill="none" stroke={paintOf(fracture).stroke} strokeWidth={1.8} />}
      {impacted && <ellipse cx={width / 2} cy={height / 2} rx={width * 0.46} ry={height * 0.5} fill="none" stroke={paintOf(impacted).stroke} strokeWidth={1.6} />}
    </>
  )
}

/** A missing tooth is crossed out thinly; one that is to be extracted gets the big red X. */
function Strike({ state, width, height }: { state: ToothState; width: number; height: number }) {
  const planned = state.marks.findLast((mark) => mark.layer === 'planned' && mark.finding.startsWith('extraction'))
  if (!planned && state.present !== 'missing') return null
  const inset = width * 0.16
  const cross = `M${inset} 3L${width - inset} ${height - 3}M${width - inset} 3L${inset} ${height - 3}`
  return <path d={cross} fill="none" stroke={planned ? paintOf(planned).stroke : '#5f6d73'} strokeWidth={planned ? 3.2 : 1.8} strokeLinecap="round" />
}
