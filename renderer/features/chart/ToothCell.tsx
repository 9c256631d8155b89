import { memo } from 'react'
import type { FocusEvent, KeyboardEvent } from 'react'
import type { ToothState } from '../../../shared/domain/chart.ts'
import type { Zone } from '../../../shared/domain/surfaces.ts'
import { chart as words } from '../../text/en/chart.ts'
import classes from './chart.module.css'
import type { Place } from './layout.ts'
import { PARTS } from './layout.ts'
import { describeTooth, lettersOf, letteredMarks, paintOf } from './paint.ts'
import { SurfaceBox } from './SurfaceBox.tsx'
import { ToothGlyph } from './ToothGlyph.tsx'

interface ToothCellProps {
  place: Place
  state: ToothState
  isSelected: boolean
  isFaded: boolean
  /** Where Tab enters: the tooth itself, one of its zones, or another tooth. */
  tab: 'tooth' | Zone | null
  onTooth: (tooth: string) => void
  onZone: (tooth: string, zone: Zone) => void
  onKey: (event: KeyboardEvent) => void
  onFocus: (event: FocusEvent) => void
}

/** One tooth of the chart: number and letters, drawing, and the box of its surfaces. */
export const ToothCell = memo(Cell, isSameCell)

/** The picture is drawn anew with every entry; only teeth that look different are rendered again. */
function isSameCell(before: ToothCellProps, after: ToothCellProps): boolean {
  const compared = ['place', 'isSelected', 'isFaded', 'tab', 'onTooth', 'onZone', 'onKey', 'onFocus'] as const
  if (compared.some((key) => before[key] !== after[key])) return false
  return before.state === after.state || JSON.stringify(before.state) === JSON.stringify(after.state)
}

function Cell({ place, state, isSelected, isFaded, tab, onTooth, onZone, onKey, onFocus }: ToothCellProps) {
  const { tooth, isUpper, width, height } = place
  const glyph = place.isPrimary ? PARTS.primaryGlyph : PARTS.glyph
  const top = isUpper ? { number: 12, letters: 23, glyph: PARTS.number, box: PARTS.number + glyph + PARTS.pad / 2 } : { box: PARTS.pad / 2, glyph: place.box + PARTS.pad, letters: height - 16.5, number: height - 3 }
  const hit = isUpper ? { y: 0, height: PARTS.number + glyph } : { y: place.box + PARTS.pad, height: height - place.box - PARTS.pad }
  return (
    <g transform={`translate(${place.x} ${place.y})`} role="group" aria-label={words.tooth(tooth)}>
      {isSelected && <rect x={1} y={-2} width={width - 2} height={height + 4} rx={7} className={classes.selected} />}
      <g
        role="button"
        tabIndex={tab === 'tooth' ? 0 : -1}
        aria-label={words.toothState(tooth, describeTooth(state))}
        aria-pressed={isSelected}
        data-tooth={tooth}
        className={classes.tooth}
        onClick={() => onTooth(tooth)}
        onKeyDown={onKey}
        onFocus={onFocus}
      >
        <rect x={2} y={hit.y} width={width - 4} height={hit.height} rx={5} className={classes.hit} />
        <ToothGlyph state={state} width={width} height={glyph} y={top.glyph} isUpper={isUpper} isFaded={isFaded} />
        <NumberLines state={state} width={width} numberY={top.number} lettersY={top.letters} />
      </g>
      <SurfaceBox state={state} side={place.box} x={(width - place.box) / 2} y={top.box} tabZone={tab === 'tooth' ? null : tab} onZone={onZone} onKey={onKey} onFocus={onFocus} />
    </g>
  )
}

const LETTERS_THAT_FIT = 3

function NumberLines({ state, width, numberY, lettersY }: { state: ToothState; width: number; numberY: number; lettersY: number }) {
  const marks = letteredMarks(state)
  const shown = marks.slice(-LETTERS_THAT_FIT)
  return (
    <g aria-hidden="true" textAnchor="middle">
      <text x={width / 2} y={numberY} className={classes.number}>{state.tooth}</text>
      {shown.length > 0 && (
        <text x={width / 2} y={lettersY} className={classes.toothLetters}>
          {shown.map((mark, index) => (
            <tspan key={mark.entryId} fill={paintOf(mark).stroke}>{`${index > 0 ? ' ' : ''}${lettersOf(mark)}`}</tspan>
          ))}
          {marks.length > shown.length && <tspan fill="#48555a">+</tspan>}
        </text>
      )}
    </g>
  )
}
