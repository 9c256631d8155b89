import { Badge, Button, Group, Text } from '@mantine/core'
import { ClipboardList } from 'lucide-react'
import { formatPeso } from '../../../shared/domain/money.ts'
import type { PatientPage } from '../../../shared/protocol/views.ts'
import { go } from '../../app/route.ts'
import { patients } from '../../text/en/patients.ts'
import { INK } from '../lists/ink.ts'
import { Alerts } from './Alerts.tsx'
import { FamilyLine } from './Family.tsx'
import classes from './patient.module.css'
import { Photo } from './Photo.tsx'

const words = patients.header

/** Who it is, what to beware of and what is owed: in sight on every part of the record. */
export function PatientHeader({ page }: { page: PatientPage }) {
  const { patient, age, alerts, balanceCentavos } = page
  const facts = [
    age === null ? words.noAge : words.age(age),
    patients.sex[patient.sex],
    patient.chart_number && words.chartNumber(patient.chart_number),
    patient.phone || words.noPhone,
  ].filter(Boolean)
  return (
    <header className={classes.head}>
      <Photo patientId={patient.id} name={page.name} />
      <ul className={classes.facts} aria-label={words.facts}>
        {facts.map((fact) => <li key={fact}>{fact}</li>)}
      </ul>
      {patient.is_deceased && <Badge color="dark" tt="none">{words.deceased}</Badge>}
      {patient.archived_at !== null && <Badge color="gray" c="gray.9" variant="light" tt="none">{words.archived}</Badge>}
      {patient.deleted_at !== null && <Badge color="red" c="red.9" variant="light" tt="none">{words.withdrawn}</Badge>}
      <Alerts patientId={patient.id} alerts={alerts} />
      {page.review.isDue && <Button size="compact-sm" variant="subtle" color="gray" c="#6b3b00" leftSection={<ClipboardList size={15} />} onClick={() => go({ screen: 'patient', patientId: patient.id, tab: 'history' }, 'replace')}>{words.historyDue}</Button>}
      {balanceCentavos !== null && <BalanceLine centavos={balanceCentavos} />}
      <FamilyLine links={page.links} />
    </header>
  )
}

function BalanceLine({ centavos }: { centavos: number }) {
  const label = centavos < 0 ? words.credit : words.balance
  return (
    <Group gap={8} ml="auto" wrap="nowrap" role="group" aria-label={words.balance}>
      <Text size="sm" c="dimmed">{label}</Text>
      <Text fw={680} fz="lg" className="tabular" c={centavos > 0 ? INK.owed : undefined}>{formatPeso(Math.abs(centavos))}</Text>
    </Group>
  )
}
