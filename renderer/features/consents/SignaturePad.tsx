import { useRef } from 'react'
import type { PointerEvent } from 'react'
import { SIGNATURE_BOX } from '../../../shared/domain/consent.ts'
import type { Strokes } from '../../../shared/schema/tables/intake.ts'
import { consents } from '../../text/en/consents.ts'
import classes from './consents.module.css'
import { beginStroke, goOn, pathOf, pointIn } from './strokes.ts'

const words = consents.signing
const VIEW = `0 0 ${SIGNATURE_BOX.width} ${SIGNATURE_BOX.height}`

/** The box that is signed in, by mouse, pen or finger. Whoever cannot draw types the name instead. */
export function SignaturePad({ strokes, onDraw }: { strokes: Strokes; onDraw: (add: (strokes: Strokes) => Strokes) => void }) {
  const pen = useRef<number | null>(null)
  const down = (event: PointerEvent<SVGSVGElement>) => {
    if (pen.current !== null || (event.pointerType === 'mouse' && event.button !== 0)) return
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    pen.current = event.pointerId
    const point = pointIn(event.currentTarget.getBoundingClientRect(), event.clientX, event.clientY)
    onDraw((drawn) => beginStroke(drawn, point))
  }
  const move = (event: PointerEvent<SVGSVGElement>) => {
    if (pen.current !== event.pointerId) return
    const box = event.currentTarget.getBoundingClientRect()
    const between = event.nativeEvent.getCoalescedEvents?.() ?? []
    const points = (between.length > 0 ? between : [event.nativeEvent]).map(({ clientX, clientY }) => pointIn(box, clientX, clientY))
    onDraw((drawn) => points.reduce(goOn, drawn))
  }
  const up = (event: PointerEvent<SVGSVGElement>) => {
    if (pen.current === event.pointerId) pen.current = null
  }
  return (
    <svg className={classes.pad} viewBox={VIEW} role="img" aria-label={words.pad} onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up}>
      <line x1={40} x2={SIGNATURE_BOX.width - 40} y1={160} y2={160} className={classes.padLine} />
      {strokes.length === 0 && <text x={SIGNATURE_BOX.width / 2} y={110} textAnchor="middle" className={classes.padHint}>{words.padHint}</text>}
      <path d={pathOf(strokes)} className={classes.ink} />
    </svg>
  )
}

/** A signature as it was drawn. */
export function Signature({ strokes, name }: { strokes: Strokes; name: string }) {
  return <svg className={classes.signature} viewBox={VIEW} role="img" aria-label={consents.view.drawn(name)}><path d={pathOf(strokes)} className={classes.ink} /></svg>
}
