import type { FocusEvent, KeyboardEvent } from 'react'
import type { ToothState } from '../../../shared/domain/chart.ts'
import { surfaceAt, surfaceName } from '../../../shared/domain/surfaces.ts'
import type { Zone } from '../../../shared/domain/surfaces.ts'
import { isAnterior } from '../../../shared/domain/teeth.ts'
import { chart as words } from '../../text/en/chart.ts'
import classes from './chart.module.css'
import { describe, isCrownless, lettersOf, markIn, paintOf } from './paint.ts'
import { zoneCentre, zonePath, ZONES } from './zones.ts'

interface SurfaceBoxProps {
  state: ToothState
  side: number
  x: number
  y: number
  /** The zone that Tab reaches; null when Tab goes elsewhere. */
  tabZone: Zone | null
  onZone: (tooth: string, zone: Zone) => void
  /** Keys on a zone, and the focus arriving there. */
  onKey: (event: KeyboardEvent) => void
  onFocus?: (event: FocusEvent) => void
  /** Also writes the letters of the surfaces that carry nothing; for the enlarged tooth. */
  large?: boolean
}

/** The five surfaces of a tooth, each a button of its own. */
export function SurfaceBox({ state, side, x, y, tabZone, large = false, ...handlers }: SurfaceBoxProps) {
  return (
    <g transform={`translate(${x} ${y})`} className={isCrownless(state) ? classes.faint : undefined}>
      {ZONES.map((zone) => (
        <ZoneButton key={zone} state={state} zone={zone} side={side} isTab={tabZone === zone} large={large} {...handlers} />
      ))}
    </g>
  )
}

interface ZoneButtonProps extends Pick<SurfaceBoxProps, 'state' | 'side' | 'onZone' | 'onKey' | 'onFocus'> {
  zone: Zone
  isTab: boolean
  large: boolean
}

function ZoneButton({ state, zone, side, isTab, onZone, onKey, onFocus, large }: ZoneButtonProps) {
  const { tooth } = state
  const anterior = isAnterior(tooth)
  const painted = markIn(state, zone)
  const paint = painted && paintOf(painted.mark)
  const surface = painted?.surface ?? surfaceAt(tooth, zone)
  const said = painted ? describe(painted.mark) : ''
  const name = surfaceName(surfaceAt(tooth, zone))
  const centre = zoneCentre(zone, side, anterior)
  const letters = painted ? lettersOf(painted.mark) : ''
  return (
    <g
      role="button"
      tabIndex={isTab || large ? 0 : -1}
      aria-label={large ? [name, said].filter(Boolean).join(', ') : words.surfaceState(tooth, name, said)}
      data-tooth={tooth}
      data-zone={zone}
      className={classes.zone}
      onClick={() => onZone(tooth, zone)}
      onKeyDown={onKey}
      onFocus={onFocus}
    >
      <path d={zonePath(zone, side, anterior)} fill={paint?.fill ?? '#ffffff'} stroke={paint?.stroke ?? '#8b999e'} strokeWidth={paint ? 1.8 : 1} strokeDasharray={paint?.dash} />
      {painted && <ZoneLetters text={letters} ink={paint?.ink} x={centre.x} y={centre.y} size={large ? 18 : letters.length > 1 ? 8.8 : 11} halo={painted.mark.layer !== 'completed'} />}
      {!painted && large && <ZoneLetters text={surface} ink="#5f6d73" x={centre.x} y={centre.y} size={14} />}
    </g>
  )
}

function ZoneLetters({ text, ink, x, y, size, halo = false }: { text: string; ink: string | undefined; x: number; y: number; size: number; halo?: boolean }) {
  return <text x={x} y={y} fill={ink} fontSize={size} className={classes.letters} data-halo={halo || undefined} aria-hidden="true">{text}</text>
}
