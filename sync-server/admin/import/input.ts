import { readFile } from 'node:fs/promises'
import { CentreError } from '../../centre/errors.ts'

const READ_PROBLEMS: Record<string, string> = {
  ENOENT: 'There is no such file',
  EISDIR: 'That is a folder, not a file',
  EACCES: 'This user may not read the file',
  EPERM: 'This user may not read the file',
}

/** First bytes of files that are often mistaken for text exports. */
const SIGNATURES: readonly [string, string][] = [
  ['PK\u0003\u0004', 'This is an Excel workbook or another zipped file. Save it as CSV first.'],
  ['\u00d0\u00cf\u0011\u00e0', 'This is an old Excel workbook. Save it as CSV first.'],
  ['%PDF', 'This is a PDF. Export the data as CSV instead.'],
]

export interface TextFile {
  text: string
  encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252'
}

/** Reads a text file a person named. Throws a CentreError with a sentence for every way in which that goes wrong. */
export async function readTextFile(path: string): Promise<TextFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    throw new CentreError(`${READ_PROBLEMS[code] ?? 'The file cannot be read'}: ${path}`, { cause })
  })
  return decodeText(bytes)
}

/** Text from bytes: UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252, which every byte sequence is. */
export function decodeText(bytes: Uint8Array): TextFile {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1')
  const known = SIGNATURES.find(([signature]) => start.startsWith(signature))
  if (known) throw new CentreError(known[1])
  const decoded = decode(bytes, start)
  if (decoded.text.includes('\u0000')) throw new CentreError('The file is not text. Export the data as CSV or JSON first.')
  if (decoded.text.trim() === '') throw new CentreError('The file is empty.')
  return decoded
}

function decode(bytes: Uint8Array, start: string): TextFile {
  if (start.startsWith('\u00ff\u00fe')) return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' }
  if (start.startsWith('\u00fe\u00ff')) return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'UTF-16' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' }
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' }
  }
}
