import { Badge, Group, Text } from '@mantine/core'
import { CircleAlert, Clock, PackageMinus, TriangleAlert } from 'lucide-react'
import type { StockItem } from '../../../shared/protocol/views.ts'
import { formatDate } from '../../ui/format.ts'
import { inventory as words } from '../../text/en/inventory.ts'
import { INK } from '../lists/ink.ts'
import { expiryMark } from './expiry.ts'
import type { ExpiryMark } from './expiry.ts'

const ICON = 13
const MIDDLE = { verticalAlign: 'middle' } as const

/** Says that an item should be ordered: word, shape and colour. */
export function LowMark({ item }: { item: Pick<StockItem, 'onHand' | 'isLow'> }) {
  if (item.onHand <= 0) return <Badge color="red" variant="light" c={INK.red} tt="none" style={MIDDLE} leftSection={<CircleAlert size={ICON} />}>{item.onHand < 0 ? words.behind : words.out}</Badge>
  if (!item.isLow) return null
  return <Badge color="orange" variant="light" c={INK.amber} tt="none" style={MIDDLE} leftSection={<PackageMinus size={ICON} />}>{words.low}</Badge>
}

const LOOKS: Record<ExpiryMark, { color: string; ink: string; icon: typeof Clock } | null> = {
  expired: { color: 'red', ink: INK.red, icon: CircleAlert },
  within30: { color: 'orange', ink: INK.amber, icon: TriangleAlert },
  within90: { color: 'yellow', ink: INK.amber, icon: Clock },
  later: null,
}

/** A lot's last day of use with how near it is. */
export function ExpiryText({ expiresOn, today }: { expiresOn: string | null; today: string }) {
  if (expiresOn === null) return <Text size="sm" c="dimmed">{words.noExpiry}</Text>
  const mark = expiryMark(expiresOn, today)
  const look = LOOKS[mark]
  return (
    <Group gap={8} wrap="nowrap">
      <Text size="sm" className="tabular">{formatDate(expiresOn)}</Text>
      {look && <Badge color={look.color} variant="light" c={look.ink} tt="none" leftSection={<look.icon size={ICON} />} style={{ flex: 'none' }}>{words[mark]}</Badge>}
    </Group>
  )
}
