import { writeSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { sentenceOf } from '../../centre/errors.ts'
import { readImportOptions, USAGE } from './options.ts'
import { runImport } from './run.ts'

async function main(): Promise<void> {
  const options = readImportOptions(process.argv.slice(2), process.env)
  if (options === 'help') {
    writeSync(1, USAGE)
    return
  }
  const text = await runImport(options, (line) => writeSync(2, `${line}\n`))
  writeSync(1, text)
  if (options.report !== undefined) writeSync(1, `\nThe whole report is in ${path.resolve(options.report)}.\n`)
}

main().catch((error: unknown) => {
  writeSync(2, `${sentenceOf(error)}\n`)
  process.exitCode = 1
})
