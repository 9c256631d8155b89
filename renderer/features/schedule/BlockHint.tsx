import { useEffect, useId, useState } from 'react'
import type { RefObject } from 'react'
import { Tooltip } from '@mantine/core'
import type { DayAppointment } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import type { Placed } from './place.ts'

const HOVER_MS = 150

/** What hovering and the focus say beyond what fits: the alerts first, then the note. */
function hintOf(appointment: DayAppointment): string[] {
  return [...(appointment.alerts.length > 0 ? [en.app.alerts(appointment.alerts)] : []), ...(appointment.notes === '' ? [] : [appointment.notes])]
}

/** The hint of the block under the pointer or the keyboard. One for all of them: a tooltip each made a full week slow. */
export function BlockHint({ root, placed }: { root: RefObject<HTMLDivElement | null>; placed: readonly Placed[] }) {
  const id = useId()
  const block = useHintedBlock(root)
  const appointment = placed.find((one) => one.appointment.id === block?.dataset.appointment)?.appointment
  const said = block?.isConnected && appointment ? hintOf(appointment) : []
  const isSaid = said.length > 0
  useEffect(() => {
    if (!block || !isSaid) return
    block.setAttribute('aria-describedby', id)
    return () => block.removeAttribute('aria-describedby')
  }, [block, isSaid, id])
  if (!block || !isSaid) return null
  return <Tooltip key={block.dataset.appointment} opened target={block} label={<div id={id}>{said.map((line) => <div key={line}>{line}</div>)}</div>} multiline maw={320} position="right" />
}

/** The block that has the focus, or on which the pointer has rested for a moment. */
function useHintedBlock(root: RefObject<HTMLDivElement | null>): HTMLElement | null {
  const [block, setBlock] = useState<HTMLElement | null>(null)
  useEffect(() => {
    const layer = root.current
    if (!layer) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const blockOf = ({ target }: Event) => (target instanceof Element ? target.closest<HTMLElement>('[data-appointment]') : null)
    const over = (event: Event) => {
      clearTimeout(timer)
      timer = setTimeout(setBlock, HOVER_MS, blockOf(event))
    }
    const out = () => {
      clearTimeout(timer)
      setBlock(null)
    }
    const focus = (event: Event) => {
      clearTimeout(timer)
      setBlock(blockOf(event))
    }
    const listeners = { pointerover: over, pointerout: out, pointerdown: out, focusin: focus, focusout: out }
    for (const [name, listener] of Object.entries(listeners)) layer.addEventListener(name, listener)
    return () => {
      clearTimeout(timer)
      for (const [name, listener] of Object.entries(listeners)) layer.removeEventListener(name, listener)
    }
  }, [root])
  return block
}
