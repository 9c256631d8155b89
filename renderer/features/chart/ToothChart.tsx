import { useId, useRef, useState } from 'react'
import type { FocusEvent, KeyboardEvent } from 'react'
import { emptyState } from '../../../shared/domain/chart.ts'
import type { ToothState } from '../../../shared/domain/chart.ts'
import { isSurface, surfaceAt, tidySurfaces, zoneOf } from '../../../shared/domain/surfaces.ts'
import type { Surface, Zone } from '../../../shared/domain/surfaces.ts'
import { chart as words } from '../../text/en/chart.ts'
import classes from './chart.module.css'
import { CHART_HEIGHT, CHART_WIDTH, neighbour, PLACES } from './layout.ts'
import type { Direction } from './layout.ts'
import { HATCH } from './paint.ts'
import { ToothCell } from './ToothCell.tsx'
import { useStable } from './use-stable.ts'
import { ZONES, zoneBeside } from './zones.ts'

interface ToothChartProps {
  teeth: ReadonlyMap<string, ToothState>
  /** The tooth shown enlarged beside the chart. */
  selected: string | null
  /** Draws primary teeth of which nothing is charted lightly. */
  fadePrimary: boolean
  onSelect: (tooth: string) => void
  /** A tooth was activated as a whole, by its drawing or number. */
  onTooth: (tooth: string) => void
  onSurface: (tooth: string, surface: Surface) => void
}

const ARROWS: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }
const FIRST = '18'

/** The whole mouth as seen facing the patient; one Tab stop, arrows inside (see `chart.help`). */
export function ToothChart({ teeth, selected, fadePrimary, onSelect, onTooth, onSurface }: ToothChartProps) {
  const svg = useRef<SVGSVGElement>(null)
  const helpId = useId()
  const [zone, setZone] = useState<Zone | null>(null)
  const current = selected ?? FIRST

  const focus = (tooth: string, at: Zone | null) => {
    const selector = `[role="button"][data-tooth="${tooth}"]${at ? `[data-zone="${at}"]` : ':not([data-zone])'}`
    svg.current?.querySelector<SVGGElement>(selector)?.focus()
  }
  const enter = (at: Spot) => {
    if (at.tooth !== selected) onSelect(at.tooth)
    setZone(at.zone)
  }
  const clickTooth = useStable((tooth: string) => {
    enter({ tooth, zone: null })
    onTooth(tooth)
  })
  const clickZone = useStable((tooth: string, at: Zone) => {
    enter({ tooth, zone: at })
    onSurface(tooth, surfaceAt(tooth, at))
  })
  const follow = useStable((event: FocusEvent) => {
    const at = spotOf(event.currentTarget)
    if (at) enter(at)
  })
  const press = useStable((event: KeyboardEvent) => {
    const at = spotOf(event.currentTarget)
    if (!at || event.ctrlKey || event.metaKey || event.altKey) return
    if (handleKey(event.key, at, { focus, onTooth, onSurface })) event.preventDefault()
  })

  return (
    <>
      <p id={helpId} className="visually-hidden">{words.help}</p>
      <svg ref={svg} className={classes.chart} viewBox={`0 -4 ${CHART_WIDTH} ${CHART_HEIGHT + 8}`} role="group" aria-label={words.title} aria-describedby={helpId}>
        <Ground />
        {PLACES.map((place) => (
          <ToothCell
            key={place.tooth}
            place={place}
            state={teeth.get(place.tooth) ?? emptyState(place.tooth)}
            isSelected={place.tooth === selected}
            isFaded={fadePrimary && place.isPrimary && isBlank(teeth.get(place.tooth))}
            tab={place.tooth === current ? zone ?? 'tooth' : null}
            onTooth={clickTooth}
            onZone={clickZone}
            onKey={press}
            onFocus={follow}
          />
        ))}
      </svg>
    </>
  )
}

function isBlank(state: ToothState | undefined): boolean {
  return !state || (state.marks.length === 0 && Object.keys(state.surfaces).length === 0)
}

/** A tooth as a whole, or one zone of it. */
interface Spot {
  tooth: string
  zone: Zone | null
}

interface KeyTargets extends Pick<ToothChartProps, 'onTooth' | 'onSurface'> {
  focus: (tooth: string, zone: Zone | null) => void
}

/** Does what a key asks for at this spot; false for a key that means nothing here. */
function handleKey(key: string, at: Spot, { focus, onTooth, onSurface }: KeyTargets): boolean {
  const direction = ARROWS[key]
  if (direction) move(at, direction, focus)
  else if (key === 'Escape' && at.zone) focus(at.tooth, null)
  else if (key !== ' ' && key !== 'Enter') return markLetter(at.tooth, key, onSurface)
  else if (at.zone) onSurface(at.tooth, surfaceAt(at.tooth, at.zone))
  // Enter on a tooth goes into its surfaces; Space charts the tooth as a whole.
  else if (key === 'Enter') focus(at.tooth, 'centre')
  else onTooth(at.tooth)
  return true
}

function spotOf(element: Element): Spot | null {
  const tooth = element.getAttribute('data-tooth')
  if (!tooth) return null
  return { tooth, zone: ZONES.find((candidate) => candidate === element.getAttribute('data-zone')) ?? null }
}

/** Arrows walk over the surfaces first and leave for the next tooth at the edge of the box. */
function move(at: Spot, direction: Direction, focus: (tooth: string, zone: Zone | null) => void): void {
  const beside = at.zone && zoneBeside(at.zone, direction)
  if (beside) focus(at.tooth, beside)
  else focus(neighbour(at.tooth, direction), at.zone && 'centre')
}

/** Charts the surface whose letter was typed; false for any other key. */
function markLetter(tooth: string, key: string, onSurface: (tooth: string, surface: Surface) => void): boolean {
  if (key.length !== 1) return false
  const tidied = tidySurfaces(tooth, key)
  const surface = tidied.ok ? tidied.surfaces : ''
  if (!isSurface(surface)) return false
  onSurface(tooth, surface === 'V' ? surfaceAt(tooth, zoneOf(tooth, surface)) : surface)
  return true
}

/** What lies under the teeth: the hatch of planned work, the midline and the sides. */
function Ground() {
  const middle = CHART_WIDTH / 2
  return (
    <g aria-hidden="true">
      <defs>
        <pattern id={HATCH} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" fill="#fff6f5" />
          <path d="M0 0L0 6" stroke="#e9a09a" strokeWidth="3" />
        </pattern>
      </defs>
      <path d={`M${middle} 0L${middle} ${CHART_HEIGHT}`} className={classes.midline} />
      <path d={`M0 ${CHART_HEIGHT / 2}L${CHART_WIDTH} ${CHART_HEIGHT / 2}`} className={classes.midline} />
      <text x={4} y={CHART_HEIGHT / 2 - 8} className={classes.side}>{words.patientsRight}</text>
      <text x={CHART_WIDTH - 4} y={CHART_HEIGHT / 2 - 8} textAnchor="end" className={classes.side}>{words.patientsLeft}</text>
    </g>
  )
}
