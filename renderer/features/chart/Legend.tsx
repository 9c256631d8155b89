import { Group, Text } from '@mantine/core'
import { chart as words } from '../../text/en/chart.ts'
import classes from './chart.module.css'
import { PAINTS } from './paint.ts'
import type { EntryLayer } from './tools.ts'

const LAYERS: readonly EntryLayer[] = ['condition', 'planned', 'existing', 'completed']

/** What the colours and hatches mean; the letters are those of the PDA legend. */
export function Legend() {
  return (
    <Group component="ul" gap="md" p={0} m={0} aria-label={words.legend.title} style={{ listStyle: 'none' }}>
      {LAYERS.map((layer) => {
        const { fill, stroke, dash } = PAINTS[layer]
        return (
          <Text key={layer} component="li" size="xs">
            <svg className={classes.swatch} viewBox="0 0 16 16" aria-hidden="true">
              <rect x={1} y={1} width={14} height={14} fill={fill} stroke={stroke} strokeWidth={1.8} strokeDasharray={dash} />
            </svg>
            {words.legend[layer]}
          </Text>
        )
      })}
    </Group>
  )
}
