import { useEffect } from 'react'
import { Badge, Text } from '@mantine/core'
import { UserPlus } from 'lucide-react'
import type { PatientHit } from '../../../shared/protocol/views.ts'
import { records } from '../../text/en/records.ts'
import { en } from '../../text/index.ts'
import { AlertMark } from '../../ui/alert-mark.tsx'
import { formatDate } from '../../ui/format.ts'
import { Portrait } from './Portrait.tsx'
import classes from './search.module.css'

interface ResultListProps {
  id: string
  hits: readonly PatientHit[]
  active: number
  /** False while the hits belong to an earlier text. */
  isCurrent: boolean
  /** The text to offer as a new patient; null for none. */
  registerText: string | null
  onTake: (index: number) => void
  onPoint: (index: number) => void
}

/** The options of the patient search; the last may be to register the text. */
export function ResultList({ id, hits, active, isCurrent, registerText, onTake, onPoint }: ResultListProps) {
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, active])

  const option = (index: number) => ({
    id: `${id}-${index}`,
    role: 'option',
    'aria-selected': index === active,
    className: classes.option,
    onMouseMove: () => active !== index && onPoint(index),
    onClick: () => onTake(index),
  })
  return (
    <div>
      <div id={id} role="listbox" aria-label={en.search.results} className={classes.list} aria-busy={!isCurrent}>
        {hits.map((hit, index) => (
          <div key={hit.id} {...option(index)}>
            <HitLine hit={hit} />
          </div>
        ))}
        {registerText !== null && (
          <div {...option(hits.length)} data-register="true">
            <UserPlus size={16} aria-hidden="true" />
            <span>{en.search.register(registerText)}</span>
          </div>
        )}
      </div>
      {isCurrent && hits.length === 0 && registerText === null && <Text c="dimmed" p="sm">{en.search.none}</Text>}
      <span className="visually-hidden" role="status">{isCurrent ? en.search.count(hits.length) : ''}</span>
    </div>
  )
}

function HitLine({ hit }: { hit: PatientHit }) {
  const facts = [hit.age === null ? '' : en.app.age(hit.age), hit.phone, hit.chartNumber].filter(Boolean).join(' · ')
  return (
    <>
      <Portrait patientId={hit.id} hasPhoto={hit.hasPhoto} size={32} />
      <div className={classes.who}>
        <span className={classes.name}>
          {hit.name}
          <AlertMark alerts={hit.alerts} />
          {hit.standing !== 'active' && <Badge tt="none" size="sm" variant="light" color="gray" c="gray.9">{records.standings[hit.standing]}</Badge>}
        </span>
        <span className={classes.facts}>{facts}</span>
      </div>
      <span className={classes.visit}>{hit.lastVisit === null ? en.search.noVisit : en.search.lastVisit(formatDate(hit.lastVisit.slice(0, 10)))}</span>
    </>
  )
}
