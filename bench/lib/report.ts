import type { Machine } from './machine.ts'

/** One measured value. Null where this system cannot tell. */
export interface Figure {
  key: string
  value: number | null
  what: string
  unit?: string
  /** What the product promises. */
  aim?: string
}

export interface Report {
  bench: string
  quick: boolean
  machine: Machine
  figures: Figure[]
}

/** For people: the machine, then a line for each figure. */
export function asTable({ bench, quick, machine, figures }: Report): string {
  const { cpu, cores, memory_gb, node, postgres, date, load_before } = machine
  const about = [`${cpu}, ${cores} cores, ${memory_gb} GB`, `Node ${node}`, postgres && `Postgres ${postgres}`, `load ${load_before} before`, date].filter(Boolean).join(' | ')
  const cells = figures.map(({ key, value, unit = '', what, aim }) => [key, value === null ? 'unknown' : grouped(value), unit, aim ? `aim ${aim}` : '', what])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]!.length)))
  const lines = cells.map(([key, value, unit, aim, what]) =>
    [key!.padEnd(widths[0]!), value!.padStart(widths[1]!), unit!.padEnd(widths[2]!), aim!.padEnd(widths[3]!), what].join('  ').trimEnd())
  return [`${bench}${quick ? ' (quick: a smoke test, the figures mean little)' : ''}`, about, '', ...lines, ''].join('\n')
}

/** For programs: one line. */
export function asJson({ bench, quick, machine, figures }: Report): string {
  return JSON.stringify({ bench, quick, ...Object.fromEntries(figures.map(({ key, value }) => [key, value])), machine })
}

function grouped(value: number): string {
  const [whole, fraction] = String(value).split('.')
  const spaced = whole!.replaceAll(/\B(?=(\d{3})+$)/g, ' ')
  return fraction ? `${spaced}.${fraction}` : spaced
}
