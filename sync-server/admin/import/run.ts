import path from 'node:path'
import type { Client } from 'pg'
import { importApexo } from './apexo/import.ts'
import { withDatabase } from './database.ts'
import { readTextFile } from './input.ts'
import type { TextFile } from './input.ts'
import type { ImportKind, ImportOptions } from './options.ts'
import { importPatients } from './patients/import.ts'
import { reportText, reserveReport } from './report.ts'
import type { Report } from './report.ts'
import { chooseClinic, holdOffOthers } from './target.ts'
import type { Target } from './target.ts'
import { importTeeth } from './teeth/import.ts'

type Importer = (client: Client, target: Target, input: TextFile, options: ImportOptions) => Promise<Omit<Report, 'file' | 'dryRun'>>

const IMPORTERS: Record<ImportKind, Importer> = { patients: importPatients, teeth: importTeeth, apexo: importApexo }

/** Runs an import from the reading of the file to the report; the answer is the text for the terminal. */
export async function runImport(options: ImportOptions, say: (line: string) => void): Promise<string> {
  const input = await readTextFile(options.file)
  const reserved = options.report === undefined ? null : await reserveReport(options.report)
  try {
    const report = await withDatabase(options, say, (client) => importInto(client, input, options))
    await reserved?.write(report)
    return reportText(report, options.verbose)
  } catch (error) {
    await reserved?.discard()
    throw error
  }
}

/** Imports a file over an open connection. */
export async function importInto(client: Client, input: TextFile, options: ImportOptions): Promise<Report> {
  const clinic = await chooseClinic(client, options.clinicId)
  await holdOffOthers(client, clinic.clinicId)
  const result = await IMPORTERS[options.kind](client, clinic, input, options)
  return { ...result, file: path.basename(options.file), dryRun: options.dryRun }
}
