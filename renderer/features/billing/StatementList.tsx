import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import type { PatientAccount } from '../../../shared/protocol/views.ts'
import { formatPeso } from '../../../shared/domain/money.ts'
import { billing } from '../../text/en/billing.ts'
import { formatDate } from '../../ui/format.ts'

const words = billing.account

/** Statements that were handed out, newest first, each to be opened and printed again. */
export function StatementList({ statements, onOpen }: { statements: PatientAccount['statements']; onOpen: (statementId: string) => void }) {
  if (statements.length === 0) return <Text c="dimmed" size="sm" p="md">{words.noStatements}</Text>
  const newest = statements.toSorted((a, b) => (a.issued_at < b.issued_at ? 1 : -1))
  return (
    <Stack component="ul" gap={0} m={0} p={0} aria-label={words.statements} style={{ listStyle: 'none', maxHeight: 320, overflowY: 'auto' }}>
      {newest.map((statement) => (
        <Group component="li" key={statement.id} justify="space-between" wrap="nowrap" px="md" py={8} style={{ borderBottom: '1px solid var(--app-line)' }}>
          <div style={{ minWidth: 0 }}>
            <Group gap={8}>
              <Text size="sm" fw={600} className="tabular">{statement.number}</Text>
              {statement.is_voided && <Badge color="gray" variant="light" c="gray.7" tt="none">{words.voided}</Badge>}
            </Group>
            <Text size="xs" c="dimmed">{words.period(formatDate(statement.from_date), formatDate(statement.to_date))}</Text>
            <Text size="xs" c="dimmed" className="tabular">{formatPeso(statement.closing_centavos)}</Text>
          </div>
          <Button size="compact-sm" variant="default" aria-label={words.openStatement(statement.number)} onClick={() => onOpen(statement.id)}>{words.open}</Button>
        </Group>
      ))}
    </Stack>
  )
}
