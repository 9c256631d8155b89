import { Group, Text } from '@mantine/core'
import { formatTime, localOf } from '../../../shared/domain/time.ts'
import type { PatientPage, Visit } from '../../../shared/protocol/views.ts'
import { go } from '../../app/route.ts'
import { patients } from '../../text/en/patients.ts'
import { useNow } from '../../ui/clock.ts'
import { formatDate, formatDay } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { stateLabel, STATE_ICON, visitState } from '../schedule/status.ts'
import classes from './patient.module.css'
import { useZone } from './today.ts'

const words = patients.overview

/** Visits, treatments and how to reach the patient. */
export function Overview({ page }: { page: PatientPage }) {
  const now = useNow()
  const order = page.visits.toSorted((a, b) => (a.starts_at < b.starts_at ? -1 : 1))
  const coming = order.filter((visit) => visit.ends_at >= now && visitState(visit) !== 'completed')
  const past = order.filter((visit) => !coming.includes(visit)).toReversed()
  return (
    <div className={classes.overview}>
      <div style={{ display: 'grid', gap: 14 }}>
        <Panel title={words.upcoming}><Visits visits={coming} empty={words.noUpcoming} /></Panel>
        <Panel title={words.past}><Visits visits={past} empty={words.noPast} /></Panel>
      </div>
      <Panel title={words.treatments}><Treatments page={page} /></Panel>
      <Panel title={words.contact}><Contact patient={page.patient} /></Panel>
    </div>
  )
}

function Visits({ visits, empty }: { visits: readonly Visit[]; empty: string }) {
  if (visits.length === 0) return <Text c="dimmed" size="sm" p="md">{empty}</Text>
  return <ul className={classes.list}>{visits.map((visit) => <VisitLine key={visit.id} visit={visit} />)}</ul>
}

function VisitLine({ visit }: { visit: Visit }) {
  const zone = useZone()
  const state = visitState(visit)
  const Icon = STATE_ICON[state]
  const start = localOf(visit.starts_at, zone)
  const details = [visit.dentistName, visit.operatoryName].filter(Boolean).join(', ')
  const openDay = () => go({ screen: 'day', date: start.date, appointmentId: visit.id })
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <button type="button" onClick={openDay} className={classes.visit} title={words.openDay}>{formatDay(start.date)}, {formatTime(start.minute)}</button>
        <Group gap={5} wrap="nowrap" c={state === 'cancelled' || state === 'missed' ? 'dimmed' : undefined}>
          <Icon size={15} aria-hidden="true" />
          <Text size="sm">{stateLabel(state)}</Text>
        </Group>
      </Group>
      <Text size="sm">{visit.serviceName ?? words.noService}{details && <Text span c="dimmed">{`, ${details}`}</Text>}</Text>
      {visit.cancel_reason && <Text size="xs" c="dimmed">{words.reason(visit.cancel_reason)}</Text>}
      {visit.notes && <Text size="xs" c="dimmed">{visit.notes}</Text>}
    </li>
  )
}

function Treatments({ page }: { page: PatientPage }) {
  if (page.treatments.length === 0) return <Text c="dimmed" size="sm" p="md">{words.noTreatments}</Text>
  const newest = page.treatments.toSorted((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0))
  return (
    <ul className={classes.list}>
      {newest.map((treatment) => (
        <li key={treatment.entryId}>
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <Text size="sm" fw={600}>{treatment.name}</Text>
            <Text size="sm" className="tabular" style={{ flex: 'none' }}>{formatDate(treatment.date)}</Text>
          </Group>
          <Text size="sm" c="dimmed">{[treatment.tooth && words.tooth([treatment.tooth, treatment.surfaces].filter(Boolean).join(' ')), treatment.dentistName].filter(Boolean).join(', ')}</Text>
        </li>
      ))}
    </ul>
  )
}

function Contact({ patient }: { patient: PatientPage['patient'] }) {
  const { fields } = patients.form
  const address = [patient.street, patient.barangay, patient.city, patient.province, patient.postal_code].filter(Boolean).join(', ')
  const emergency = [patient.emergency_name, patient.emergency_phone].filter(Boolean).join(', ')
  const pairs: [string, string][] = [
    [fields.phone, patient.phone], [fields.email, patient.email], [words.address, address],
    [fields.birth_date, patient.birth_date ? formatDate(patient.birth_date) : ''], [words.emergency, emergency], [words.note, patient.notes],
  ]
  return (
    <dl className={classes.pairs}>
      {pairs.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd style={{ whiteSpace: 'pre-line' }}>{value || <Text span size="sm" c="dimmed">{words.notGiven}</Text>}</dd>
        </div>
      ))}
    </dl>
  )
}
