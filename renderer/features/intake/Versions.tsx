import { Text } from '@mantine/core'
import { localOf } from '../../../shared/domain/time.ts'
import type { HistoryView } from '../../../shared/protocol/views.ts'
import { intake } from '../../text/en/intake.ts'
import { formatDate } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { useZone } from '../patients/today.ts'
import classes from './intake.module.css'

const words = intake.versions

interface VersionsProps {
  history: HistoryView
  shownId: string | null
  onShow: (formId: string) => void
}

/** Every version of the history and every review of it, newest first. */
export function Versions({ history, shownId, onShow }: VersionsProps) {
  const zone = useZone()
  const { forms } = history
  const reviews = history.reviews.filter((review) => review.intake_form_id === null)
  const all = [...forms.map((form, index) => ({ at: form.created_at, form, count: forms.length - index })), ...reviews.map((review) => ({ at: review.created_at, review }))].toSorted((a, b) => (a.at < b.at ? 1 : -1))
  if (all.length === 0) return null
  return (
    <Panel title={words.title}>
      <ol className={classes.versions}>
        {all.map((each) => {
          const date = formatDate(localOf(each.at, zone).date)
          if ('review' in each) {
            return (
              <li key={each.review.id}>
                {words.review}
                {each.review.note && <Text size="sm">{each.review.note}</Text>}
                <Text size="xs" c="dimmed">{words.by(date, each.review.byName)}</Text>
              </li>
            )
          }
          const isShown = each.form.id === shownId
          return (
            <li key={each.form.id} data-shown={isShown}>
              <button type="button" className={classes.open} aria-label={words.open(each.count, date)} aria-current={isShown ? 'true' : undefined} onClick={() => onShow(each.form.id)}>{words.form(each.count)}</button>
              {each.form === forms[0] && <Text span size="xs" c="dimmed">{` ${words.current}`}</Text>}
              <Text size="xs" c="dimmed">{words.by(date, each.form.byName)}</Text>
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}
