import path from 'node:path'
import { parseArgs } from 'node:util'
import { CentreError } from '../../centre/errors.ts'

export const IMPORT_KINDS = ['patients', 'teeth', 'apexo'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]
export type DateOrder = 'iso' | 'dmy' | 'mdy'

export interface ImportOptions {
  kind: ImportKind
  file: string
  dryRun: boolean
  /** Absolute folder of an embedded centre; undefined: the usual one. */
  data: string | undefined
  databaseUrl: string | undefined
  clinicId: string | undefined
  report: string | undefined
  dateOrder: DateOrder
  /** Names the program the patients come from: ids are only compared within one source. */
  source: string
  createDuplicates: boolean
  verbose: boolean
}

export const USAGE = `npm run import -- patients|teeth|apexo FILE [options]

  patients FILE  people from a CSV file
  teeth FILE     tooth examinations of NHANES 2017-18 (CSV)
  apexo FILE     a whole Apexo clinic (JSON)

  --dry-run            compare and report, write nothing
  --data DIR           data folder of the clinic, as given to npm start (the centre may be running)
  --clinic ID          which clinic, where there is more than one
  --report FILE        write the whole report as JSON, names included
  --date-order ORDER   how FILE writes dates with numbers only: mdy, dmy or iso (default iso)
  --source NAME        patients: which program the file comes from (default csv); ids are compared within it
  --create-duplicates  patients: also create those that look like somebody already there
  --verbose            show names on the terminal
  --help               show this text

DATABASE_URL in the environment: the database of a centre that does not use the built-in one.
`

const OPTIONS = {
  'dry-run': { type: 'boolean', default: false },
  data: { type: 'string' },
  clinic: { type: 'string' },
  report: { type: 'string' },
  'date-order': { type: 'string', default: 'iso' },
  source: { type: 'string', default: 'csv' },
  'create-duplicates': { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Reads the command line; 'help' when it asks for help. Throws a CentreError with what is wrong. */
export function readImportOptions(argv: string[], env: NodeJS.ProcessEnv): ImportOptions | 'help' {
  const { values, positionals } = parse(argv)
  if (values.help) return 'help'
  const [kind, file, ...more] = positionals
  if (kind === undefined) throw new CentreError(`Say what to import.\n\n${USAGE}`)
  if (!isKind(kind)) throw new CentreError(`"${kind}" cannot be imported: it must be ${IMPORT_KINDS.join(', ')}.`)
  if (!file) throw new CentreError('Name the file to import.')
  if (more.length > 0) throw new CentreError('Import one file at a time.')
  if (values.clinic !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(values.clinic)) throw new CentreError('--clinic needs the id of a clinic.')
  if (!/^[\w.-]{1,40}$/.test(values.source)) throw new CentreError('--source needs a short name of letters, digits, dots and hyphens.')
  return {
    kind, file,
    dryRun: values['dry-run'],
    data: values.data === undefined ? undefined : path.resolve(values.data),
    databaseUrl: databaseUrl(values.data, env['DATABASE_URL']),
    clinicId: values.clinic,
    report: values.report,
    dateOrder: dateOrder(values['date-order']),
    source: values.source,
    createDuplicates: values['create-duplicates'],
    verbose: values.verbose,
  }
}

function parse(argv: string[]) {
  try {
    return parseArgs({ args: argv, allowPositionals: true, options: OPTIONS })
  } catch (cause) {
    const sentence = cause instanceof Error ? cause.message.split('. ')[0] : 'The options cannot be read'
    throw new CentreError(`${sentence}. See --help.`, { cause })
  }
}

function isKind(text: string): text is ImportKind {
  return (IMPORT_KINDS as readonly string[]).includes(text)
}

function dateOrder(text: string): DateOrder {
  if (text === 'iso' || text === 'dmy' || text === 'mdy') return text
  throw new CentreError('--date-order must be mdy, dmy or iso.')
}

/** A folder named on the command line is meant, whatever the environment says. */
function databaseUrl(data: string | undefined, url: string | undefined): string | undefined {
  if (data !== undefined || !url) return undefined
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) throw new CentreError('DATABASE_URL is not the address of a PostgreSQL database.')
  return url
}
