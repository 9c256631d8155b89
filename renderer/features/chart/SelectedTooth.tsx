import { useCallback } from 'react'
import type { KeyboardEvent } from 'react'
import { Button, Stack, Text, TextInput, Title } from '@mantine/core'
import { Stethoscope } from 'lucide-react'
import { surfaceAt } from '../../../shared/domain/surfaces.ts'
import type { Surface, Zone } from '../../../shared/domain/surfaces.ts'
import type { ToothState } from '../../../shared/domain/chart.ts'
import { toothName } from '../../../shared/domain/teeth.ts'
import { chart as words } from '../../text/en/chart.ts'
import classes from './chart.module.css'
import { describe } from './paint.ts'
import { FINDINGS } from '../../../shared/domain/findings.ts'
import { SurfaceBox } from './SurfaceBox.tsx'
import { needsSurfaces } from './vocabulary.ts'
import type { Tool } from './tools.ts'
import { ZONES } from './zones.ts'

/** Side of the enlarged box in pixels: its smallest zone, the incisal strip, is 48 high. */
const SIDE = 240

interface SelectedToothProps {
  state: ToothState | null
  onSurface: (tooth: string, surface: Surface) => void
  onTooth: (tooth: string) => void
  tool: Tool
  note: string
  onNote: (note: string) => void
  canChart: boolean
  /** Absent for who may not complete services. */
  onComplete?: () => void
}

/** The selected tooth, large enough for a gloved finger. */
export function SelectedTooth({ state, onSurface, onTooth, tool, note, onNote, canChart, onComplete }: SelectedToothProps) {
  const clickZone = useCallback((tooth: string, zone: Zone) => onSurface(tooth, surfaceAt(tooth, zone)), [onSurface])
  return (
    <Stack className={classes.work} component="section" p={14} gap="sm" aria-label={words.selected.region}>
      {state === null ? <Text c="dimmed" py="xl" ta="center">{words.selected.none}</Text> : (
        <>
          <div>
            <Title order={2} fz="md">{words.selected.title(state.tooth)}</Title>
            <Text size="sm" c="dimmed">{toothName(state.tooth)}</Text>
          </div>
          <svg viewBox={`-2 -2 ${SIDE + 4} ${SIDE + 4}`} width="100%" style={{ maxWidth: SIDE + 4, margin: '0 auto' }} role="group" aria-label={words.selected.zoom(state.tooth)}>
            <SurfaceBox state={state} side={SIDE} x={0} y={0} tabZone={null} onZone={clickZone} onKey={(event) => press(event, clickZone)} large />
          </svg>
          <Marks state={state} />
          {canChart && (
            <>
              {tool !== null && (tool === 'eraser' || !needsSurfaces(tool)) && (
                <Button variant="default" size="md" onClick={() => onTooth(state.tooth)}>{tool === 'eraser' ? words.eraser : words.selected.wholeTooth(FINDINGS[tool].label)}</Button>
              )}
              <TextInput label={words.noteForNext} value={note} onChange={(event) => onNote(event.currentTarget.value)} maxLength={4000} />
            </>
          )}
        </>
      )}
      {onComplete && <Button size="md" leftSection={<Stethoscope size={18} />} onClick={onComplete}>{words.complete.action}</Button>}
    </Stack>
  )
}

function press(event: KeyboardEvent, onZone: (tooth: string, zone: Zone) => void): void {
  if (event.key !== 'Enter' && event.key !== ' ') return
  const tooth = event.currentTarget.getAttribute('data-tooth')
  const zone = ZONES.find((candidate) => candidate === event.currentTarget.getAttribute('data-zone'))
  if (!tooth || !zone) return
  event.preventDefault()
  onZone(tooth, zone)
}

function Marks({ state }: { state: ToothState }) {
  const lines = [
    ...state.marks.map((mark) => ({ key: mark.entryId, text: describe(mark) })),
    ...Object.entries(state.surfaces).map(([surface, mark]) => ({ key: `${mark.entryId}${surface}`, text: `${surface} ${describe(mark)}` })),
  ]
  if (lines.length === 0) return <Text size="sm" c="dimmed">{words.selected.sound}</Text>
  return (
    <ul style={{ margin: 0, paddingLeft: 18 }}>
      {lines.map(({ key, text }) => <Text key={key} component="li" size="sm">{text}</Text>)}
    </ul>
  )
}
