import { Ban, Info } from 'lucide-react'
import type { BlockoutView } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { formatSpan } from '../../ui/format.ts'
import { heightOf, topOf } from './geometry.ts'
import type { Grid } from './geometry.ts'
import type { Shade } from './shades.ts'
import classes from './schedule.module.css'

interface BandsProps {
  grid: Grid
  /** By column. */
  shades: readonly (readonly Shade[])[]
  /** Opens a blockout; absent for those who may not change it. */
  onOpen?: (blockout: BlockoutView) => void
}

/** What is written over time that is not free: the break, holidays, blockouts, days off. Colour, mark and word. */
export function Bands({ grid, shades, onOpen }: BandsProps) {
  const width = 100 / shades.length
  return shades.flatMap((list, column) => list.filter((one) => one.label !== '' && one.to > grid.from && one.from < grid.to).map((one) => {
    const from = Math.max(one.from, grid.from)
    const to = Math.min(one.to, grid.to)
    const style = { left: `${column * width}%`, width: `${width}%`, top: topOf(grid, from), height: heightOf(grid, to - from), ...(one.blockout ? { '--mark': one.blockout.colour } : {}) }
    const { blockout } = one
    return (
      <div key={`${column} ${one.kind} ${one.from} ${blockout?.id ?? ''}`} className={classes.band} data-kind={one.kind} style={style}>
        {blockout && onOpen
          ? <button type="button" className={classes.bandLabel} aria-label={en.schedule.blockout.open(one.label, formatSpan(from, to))} onClick={() => onOpen(blockout)}><Mark kind={one.kind} />{one.label}</button>
          : <span className={classes.bandLabel} aria-hidden="true"><Mark kind={one.kind} />{one.label}</span>}
      </div>
    )
  }))
}

function Mark({ kind }: { kind: Shade['kind'] }) {
  if (kind === 'blockout') return <Ban size={12} aria-hidden="true" />
  return kind === 'shown' ? <Info size={12} aria-hidden="true" /> : null
}
