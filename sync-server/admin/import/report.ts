import { open, rm } from 'node:fs/promises'
import { CentreError } from '../../centre/errors.ts'

export const OUTCOMES = ['created', 'matched', 'needs_review', 'rejected', 'orphaned', 'not_imported'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What became of one record of the file. */
export interface Finding {
  outcome: Outcome
  /** What sort of record: patient, appointment. */
  record: string
  /** Where it stands: "line 12", "appointment 7 (id ab12)". No personal data. */
  where: string
  /** Why, in a sentence without personal data; empty when there is nothing to say. */
  reason: string
  /** Whose record it is; only in the report file and with --verbose. */
  name?: string
  /** Written, and a person should look at it. */
  review?: boolean
}

export interface Report {
  what: string
  file: string
  dryRun: boolean
  findings: Finding[]
  /** Remarks on the file as a whole. */
  remarks: string[]
  /** Sums that must agree with what the file is known to hold, by name. */
  totals: Record<string, number>
}

const SHOWN = 20
const LINE_WIDTH = 100
const HEADINGS: Record<Outcome, string> = {
  created: 'Created', matched: 'Matched', needs_review: 'Needs review', rejected: 'Rejected', orphaned: 'Orphaned', not_imported: 'Not imported',
}

/** How many records of each sort had each outcome. */
export function countsOf(findings: readonly Finding[]): Record<string, Record<Outcome, number>> {
  const counts: Record<string, Record<Outcome, number>> = {}
  for (const { record, outcome } of findings) {
    const row = (counts[record] ??= { created: 0, matched: 0, needs_review: 0, rejected: 0, orphaned: 0, not_imported: 0 })
    row[outcome] += 1
  }
  return counts
}

/** The report for the terminal: counts, the first records of each outcome, totals. Names only when `verbose`. */
export function reportText(report: Report, verbose: boolean): string {
  const lines = [`Import of ${report.what} from ${report.file}${report.dryRun ? ' (dry run: nothing was written)' : ''}`, '']
  lines.push(...countTable(countsOf(report.findings)))
  const marked = report.findings.filter((finding) => finding.review).length
  if (marked > 0) lines.push('', `${marked} of those created should be looked at.`)
  for (const outcome of OUTCOMES) lines.push(...outcomeLines(outcome, report.findings.filter((finding) => finding.outcome === outcome), verbose))
  if (report.remarks.length > 0) lines.push('', 'Remarks', ...report.remarks.map((remark) => `  ${remark}`))
  const totals = Object.entries(report.totals)
  if (totals.length > 0) lines.push('', 'Control totals', ...totals.map(([name, value]) => `  ${name}: ${value.toLocaleString('en-US')}`))
  return `${lines.join('\n')}\n`
}

function countTable(counts: Record<string, Record<Outcome, number>>): string[] {
  const records = Object.entries(counts)
  const shown = OUTCOMES.filter((outcome) => outcome !== 'orphaned' && outcome !== 'not_imported' ? true : records.some(([, row]) => row[outcome] > 0))
  const width = Math.max(10, ...records.map(([record]) => record.length)) + 2
  const head = ' '.repeat(width) + shown.map((outcome) => HEADINGS[outcome].padStart(14)).join('')
  return [head, ...records.map(([record, row]) => record.padEnd(width) + shown.map((outcome) => String(row[outcome]).padStart(14)).join(''))]
}

/** At most twenty records of an outcome, by reason, the rarest reason first: what happens once is what one must see. */
function outcomeLines(outcome: Outcome, findings: readonly Finding[], verbose: boolean): string[] {
  if (findings.length === 0) return []
  const lines = ['', `${HEADINGS[outcome]}: ${findings.length}`]
  let room = SHOWN
  for (const [reason, group] of byReason(findings)) {
    if (room === 0) break
    const shown = group.slice(0, room)
    room -= shown.length
    const places = shown.map(({ where, name }) => (verbose && name ? `${where} ${name}` : where))
    const rest = group.length > shown.length ? [`${group.length - shown.length} more`] : []
    lines.push(`  ${reason || 'Without remark'} (${group.length})`, ...inLines([...places, ...rest]).map((line) => `    ${line}`))
  }
  const untold = findings.length - SHOWN
  return room === 0 && untold > 0 ? [...lines, `  ${untold} of ${findings.length} are not shown here; --report writes them all.`] : lines
}

function byReason(findings: readonly Finding[]): [string, Finding[]][] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const group = groups.get(finding.reason)
    if (group) group.push(finding)
    else groups.set(finding.reason, [finding])
  }
  return [...groups].toSorted(([a, groupA], [b, groupB]) => Number(a === '') - Number(b === '') || groupA.length - groupB.length)
}

function inLines(parts: readonly string[]): string[] {
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + part.length + 2 <= LINE_WIDTH) lines[lines.length - 1] = `${last}, ${part}`
    else lines.push(part)
  }
  return lines
}

/**
 * Makes the report file before anything is imported, readable by this user only, so that a name that cannot be
 * used is told in time. Throws a CentreError for it.
 */
export async function reserveReport(path: string): Promise<{ write(report: Report): Promise<void>; discard(): Promise<void> }> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    throw new CentreError(exists ? `There already is a file ${path}. Choose another name for the report.` : `The report cannot be written to ${path}.`, { cause })
  })
  return {
    async write(report) {
      await file.writeFile(`${JSON.stringify({ ...report, counts: countsOf(report.findings) }, null, 2)}\n`)
      await file.close()
    },
    async discard() {
      await file.close()
      await rm(path, { force: true })
    },
  }
}
