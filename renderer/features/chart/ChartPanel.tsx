import { useMemo, useState } from 'react'
import { Text } from '@mantine/core'
import { drawChart, emptyState, standing } from '../../../shared/domain/chart.ts'
import type { ToothState } from '../../../shared/domain/chart.ts'
import { surfacesOf } from '../../../shared/domain/surfaces.ts'
import type { ChartEntry, Visit } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { chart as words } from '../../text/en/chart.ts'
import { useToday } from '../patients/today.ts'
import { AsOf, PastNotice } from './AsOf.tsx'
import classes from './chart.module.css'
import { ChartToolbar } from './ChartToolbar.tsx'
import { CommandLine } from './CommandLine.tsx'
import { CompleteService } from './CompleteService.tsx'
import { History } from './History.tsx'
import { Legend } from './Legend.tsx'
import { SelectedTooth } from './SelectedTooth.tsx'
import { ToothChart } from './ToothChart.tsx'
import type { ChartLayer, Tool } from './tools.ts'
import { useChartActions } from './use-chart-actions.ts'
import { useCharting } from './use-charting.ts'
import { useUndoKey } from './use-undo-key.ts'

interface ChartPanelProps {
  patientId: string
  /** Visits of the patient, so that a completed service finds today's. */
  visits: readonly Visit[]
  /** Whole years; null when the birth date is not known. */
  age: number | null
}

/** By this age the last primary molars have usually gone. */
const PERMANENT_FROM = 13

/** The tooth chart of a patient with everything that is done on it. */
export function ChartPanel({ patientId, visits, age }: ChartPanelProps) {
  const view = useClinicQuery('chart.view', { patientId })
  if (view.isError) return <LoadFailed error={view.error} onRetry={() => void view.refetch()} />
  if (!view.data) return <LoadingLines lines={8} />
  return <Chart patientId={patientId} known={view.data.entries} visits={visits} age={age} />
}

function Chart({ patientId, known, visits, age }: ChartPanelProps & { known: readonly ChartEntry[] }) {
  const charting = useCharting(patientId, known)
  const [tool, setTool] = useState<Tool>(null)
  const [layer, setLayer] = useState<ChartLayer>('condition')
  const [selected, setSelected] = useState<string | null>(null)
  const [asOf, setAsOf] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const [notice, setNotice] = useState('')
  const [completing, setCompleting] = useState(false)
  const mayChart = useCan('chart.write')
  const mayComplete = useCan('treatment.complete')
  const canChart = mayChart && asOf === null

  const teeth = useMemo(() => drawChart(charting.entries, asOf ?? undefined), [charting.entries, asOf])
  const days = useDays(charting.entries)
  const actions = useChartActions({ charting, teeth, tool, layer, canChart, note, onNotice: setNotice, onCharted: () => setNote('') })
  useUndoKey(canChart && charting.canUndo && !completing, actions.onUndo)
  const state = selected === null ? null : teeth.get(selected) ?? emptyState(selected)

  return (
    <>
      <div className={classes.layout}>
        <section className={classes.work}>
          {mayChart && <ChartToolbar tool={tool} onTool={setTool} layer={layer} onLayer={setLayer} canUndo={charting.canUndo} onUndo={actions.onUndo}><CommandLine layer={layer} disabled={!canChart} onCommand={actions.onCommand} /></ChartToolbar>}
          {asOf !== null && <PastNotice day={asOf} />}
          <div className={classes.drawing}>
            <ToothChart teeth={teeth} selected={selected} fadePrimary={age === null || age >= PERMANENT_FROM} onSelect={setSelected} onTooth={actions.onTooth} onSurface={actions.onSurface} />
          </div>
          <div className={classes.foot}>
            <Legend />
            <AsOf days={days} value={asOf} onChange={setAsOf} />
            <Text role="status" size="sm" fw={500} className={classes.notice}>{notice || (mayChart ? '' : words.readOnly)}</Text>
          </div>
        </section>
        <SelectedTooth state={state} onSurface={actions.onSurface} onTooth={actions.onTooth} tool={tool} note={note} onNote={setNote} canChart={canChart} onComplete={mayComplete ? () => setCompleting(true) : undefined} />
      </div>
      <div style={{ marginTop: 14 }}>
        <History entries={charting.entries} selected={selected} onTakeBack={canChart ? actions.onTakeBack : undefined} />
      </div>
      {completing && <CompleteService opened patientId={patientId} visits={visits} tooth={selected} surfaces={state ? openSurfaces(state) : ''} onClose={() => setCompleting(false)} />}
    </>
  )
}

/** The days on which the chart changed, oldest first, and today. */
function useDays(entries: readonly ChartEntry[]): string[] {
  const today = useToday()
  return useMemo(() => {
    const days = new Set(standing(entries).map((entry) => entry.effective_date).filter((day) => day < today))
    return [...[...days].toSorted(), today]
  }, [entries, today])
}

/** Surfaces with caries or planned work: what a service on this tooth is most likely done for. */
function openSurfaces(state: ToothState): string {
  return surfacesOf(state.tooth).filter((surface) => {
    const mark = state.surfaces[surface]
    return state.decayed.includes(surface) || mark?.layer === 'planned'
  }).join('')
}
