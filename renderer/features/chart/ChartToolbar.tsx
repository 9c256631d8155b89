import type { ReactNode } from 'react'
import { ActionIcon, Button, Menu, SegmentedControl, Tooltip } from '@mantine/core'
import { ChevronDown, Eraser, Undo2 } from 'lucide-react'
import { FINDINGS } from '../../../shared/domain/findings.ts'
import type { FindingCode } from '../../../shared/domain/findings.ts'
import { chart as words } from '../../text/en/chart.ts'
import classes from './chart.module.css'
import { usualLayer } from './command.ts'
import { lettersOf, paintOf } from './paint.ts'
import { CHART_LAYERS, OTHER_TOOLS, QUICK_TOOLS } from './tools.ts'
import type { ChartLayer, Tool } from './tools.ts'

interface ChartToolbarProps {
  tool: Tool
  onTool: (tool: Tool) => void
  layer: ChartLayer
  onLayer: (layer: ChartLayer) => void
  canUndo: boolean
  onUndo: () => void
  /** Stands at the end of the first line. */
  children?: ReactNode
}

/** Which finding the next click charts, and on which layer. */
export function ChartToolbar({ tool, onTool, layer, onLayer, canUndo, onUndo, children }: ChartToolbarProps) {
  const finding = tool === 'eraser' ? null : tool
  const effective = finding ? usualLayer(finding, layer) : layer
  const pick = (code: FindingCode) => onTool(code === tool ? null : code)
  return (
    <div className={classes.bar} role="toolbar" aria-label={words.tools}>
      <div className={classes.barLine}>
        <SegmentedControl
          aria-label={words.layerLabel}
          size="xs"
          value={effective}
          onChange={(value) => onLayer(value)}
          data={CHART_LAYERS.map((value) => ({ value, label: words.layers[value], disabled: finding !== null && usualLayer(finding, value) !== value }))}
        />
        <Button variant={tool === 'eraser' ? 'filled' : 'default'} size="compact-sm" h={32} fw={500} leftSection={<Eraser size={16} />} aria-pressed={tool === 'eraser'} title={words.eraserHint} onClick={() => onTool(tool === 'eraser' ? null : 'eraser')}>
          {words.eraser}
        </Button>
        <Tooltip label={canUndo ? words.undoHint : words.nothingToUndo}>
          <ActionIcon variant="default" size={32} aria-label={words.undo} aria-keyshortcuts="Control+Z" data-disabled={!canUndo || undefined} aria-disabled={!canUndo} onClick={onUndo}>
            <Undo2 size={16} />
          </ActionIcon>
        </Tooltip>
        <MoreTools tool={tool} layer={layer} onPick={pick} />
        {children}
      </div>
      <div className={classes.barLine}>
        {QUICK_TOOLS.map((code) => <ToolButton key={code} code={code} layer={layer} isActive={tool === code} onPick={pick} />)}
      </div>
    </div>
  )
}

interface ToolProps {
  code: FindingCode
  layer: ChartLayer
  isActive: boolean
  onPick: (code: FindingCode) => void
}

function Letters({ code, layer, light }: { code: FindingCode; layer: ChartLayer; light: boolean }) {
  const { stroke } = paintOf({ finding: code, layer: usualLayer(code, layer) })
  return <span aria-hidden="true" className={classes.toolLetters} style={{ color: light ? 'inherit' : stroke }}>{lettersOf({ finding: code })}</span>
}

function ToolButton({ code, layer, isActive, onPick }: ToolProps) {
  return (
    <Button variant={isActive ? 'filled' : 'default'} size="compact-sm" h={32} px={6} fw={500} leftSection={<Letters code={code} layer={layer} light={isActive} />} aria-pressed={isActive} onClick={() => onPick(code)}>
      {words.toolNames[code] ?? FINDINGS[code].label}
    </Button>
  )
}

function MoreTools({ tool, layer, onPick }: { tool: Tool; layer: ChartLayer; onPick: (code: FindingCode) => void }) {
  const active = tool !== null && tool !== 'eraser' && OTHER_TOOLS.includes(tool) ? tool : null
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant={active ? 'filled' : 'default'} size="compact-sm" h={32} fw={500} rightSection={<ChevronDown size={14} />}>{active ? FINDINGS[active].label : words.moreTools}</Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        {OTHER_TOOLS.map((code) => (
          <Menu.Item key={code} leftSection={<Letters code={code} layer={layer} light={false} />} onClick={() => onPick(code)}>{FINDINGS[code].label}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
