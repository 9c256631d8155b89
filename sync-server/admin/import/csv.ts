import { parse } from 'csv-parse/sync'
import { CentreError } from '../../centre/errors.ts'

export interface CsvRow {
  /** Line of the file on which the row ends, the header being line 1. */
  line: number
  cells: string[]
}

export interface CsvFile {
  header: string[]
  rows: CsvRow[]
}

const DELIMITERS = [',', ';', '\t'] as const

/** Reads comma, semicolon or tab separated values. Throws a CentreError when the text is something else. */
export function parseCsv(text: string): CsvFile {
  if (/^\s*[[{]/.test(text)) throw new CentreError('This looks like JSON, not CSV.')
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) throw new CentreError('This is a web page or XML, not CSV.')
  const [header, ...rows] = records(text, delimiterOf(text))
  if (!header) throw new CentreError('The file is empty.')
  if (header.cells.length < 2) throw new CentreError('This is not CSV: its first line has only one column.')
  if (rows.length === 0) throw new CentreError('The file has a header line and nothing under it.')
  return { header: header.cells, rows }
}

function records(text: string, delimiter: string): CsvRow[] {
  try {
    const parsed: unknown[] = parse(text, { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true, trim: true })
    return parsed.filter(isRecord).map(({ record, info }) => ({ line: info.lines, cells: record })).filter((row) => row.cells.some((cell) => cell !== ''))
  } catch (cause) {
    const line = cause instanceof Error && 'lines' in cause ? ` near line ${String(cause.lines)}` : ''
    // Not the parser's own message: it may quote the row.
    throw new CentreError(`The file cannot be read as CSV: a quoted value is not closed or wrongly quoted${line}.`, { cause })
  }
}

function isRecord(value: unknown): value is { record: string[]; info: { lines: number } } {
  return typeof value === 'object' && value !== null && 'record' in value && 'info' in value
}

/** The separator that stands most often in the first line, outside quotes. */
function delimiterOf(text: string): string {
  const line = (/^\s*([^\r\n]*)/.exec(text)?.[1] ?? '').replaceAll(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}
