import { useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { Text } from '@mantine/core'
import { SIGNATURE_BOX } from '../../../shared/domain/consent.ts'
import type { Strokes } from '../../../shared/schema/tables/intake.ts'
import { consents } from '../../text/en/consents.ts'
import classes from './consents.module.css'
import { KEY_PEN, leadPen } from './key-pen.ts'
import { beginStroke, goOn, pathOf, pointIn } from './strokes.ts'

const words = consents.signing
const VIEW = `0 0 ${SIGNATURE_BOX.width} ${SIGNATURE_BOX.height}`

interface SignaturePadProps {
  id: string
  strokes: Strokes
  onDraw: (add: (strokes: Strokes) => Strokes) => void
}

/** The box that is signed in, by mouse, pen or finger, or with a pen led by keys. Whoever cannot draw types the name instead. */
export function SignaturePad({ id, strokes, onDraw }: SignaturePadProps) {
  const pen = useRef<number | null>(null)
  const keys = useKeyPen(onDraw)
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
  const [x, y] = keys.pen.tip
  return (
    <>
      {/* An application is worked with by pointer and keys; nothing in HTML is one. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
      <svg id={id} className={classes.pad} viewBox={VIEW} role="application" aria-label={words.pad} aria-describedby={`${id}-keys`} tabIndex={0} onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up} onKeyDown={keys.press} onBlur={keys.lift}>
        <line x1={40} x2={SIGNATURE_BOX.width - 40} y1={160} y2={160} className={classes.padLine} />
        {strokes.length === 0 && <text x={SIGNATURE_BOX.width / 2} y={90} textAnchor="middle" className={classes.padHint}>{words.padHint}</text>}
        <path d={pathOf(strokes)} className={classes.ink} />
        <circle cx={x} cy={y} r={keys.pen.isDown ? 5 : 9} className={classes.keyPen} data-down={keys.pen.isDown} />
      </svg>
      <div className={classes.padKeys}>
        <Text id={`${id}-keys`} size="xs" c="dimmed">{words.padKeys}</Text>
        <span role="status" className="visually-hidden">{keys.said}</span>
      </div>
    </>
  )
}

/** Leads the pen by keys; what it does is also said. */
function useKeyPen(onDraw: SignaturePadProps['onDraw']) {
  const [pen, setPen] = useState(KEY_PEN)
  const [said, setSaid] = useState('')
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const led = leadPen(pen, event.key, event.shiftKey)
    if (!led) return
    event.preventDefault()
    setPen(led.pen)
    onDraw(led.draw)
    if (led.pen.isDown !== pen.isDown) setSaid(led.pen.isDown ? words.penDown : words.penUp)
  }
  return { pen, said, press, lift: () => setPen({ ...pen, isDown: false }) }
}

/** A signature as it was drawn. */
export function Signature({ strokes, name }: { strokes: Strokes; name: string }) {
  return <svg className={classes.signature} viewBox={VIEW} role="img" aria-label={consents.view.drawn(name)}><path d={pathOf(strokes)} className={classes.ink} /></svg>
}
