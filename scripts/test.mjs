// npm test: every check of the repository. Its last line is "N passed, N failed".
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ensureDependencies, node26, repository } from './bootstrap.mjs'
import { Refusal, runMain } from './lib/fail.mjs'
import { nodeEnvironment } from './lib/node26.mjs'
import { interruption, listenForInterruption } from './test/command.mjs'
import { single, sum, summaryLine } from './test/counts.mjs'
import { makeScratch } from './test/scratch.mjs'
import { stages } from './test/stages.mjs'

const help = `npm test -- [--only STAGE[,STAGE]] [FILTER ...]

Runs every check of the repository and counts them. Its last line is "N passed, N failed".

Stages: ${stages.map((stage) => stage.name).join(', ')}
A FILTER narrows the tests of a single stage:  npm test -- --only unit sync-server/push
`

await runMain(async () => {
  const { only, filters, wantsHelp } = readArguments(process.argv.slice(2))
  if (wantsHelp) {
    process.stdout.write(help)
    return 0
  }
  await ensureDependencies()
  listenForInterruption()
  const scratch = makeScratch()
  try {
    const chosen = stages.filter((stage) => only.length === 0 || only.includes(stage.name))
    return await runAll(chosen, { node: node26(), env: { ...nodeEnvironment(repository), TMPDIR: scratch }, reports: scratch, filters })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
})

function readArguments(args) {
  const { values, positionals } = parse(args)
  const only = (values.only ?? []).flatMap((text) => text.split(',')).filter(Boolean)
  const unknown = only.find((name) => !stages.some((stage) => stage.name === name))
  if (unknown) throw new Refusal(`There is no stage "${unknown}". Stages: ${stages.map((stage) => stage.name).join(', ')}.`)
  if (positionals.length > 0 && only.length !== 1) throw new Refusal('A filter needs a single stage: npm test -- --only unit FILTER')
  return { only, filters: positionals, wantsHelp: values.help }
}

function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h', default: false } },
    })
  } catch (cause) {
    const [sentence] = cause.message.split('. ')
    throw new Refusal(`${sentence}. "npm test -- --help" lists the options.`, { cause })
  }
}

async function runAll(chosen, context) {
  const results = []
  for (const stage of chosen) {
    if (interruption.asked) break
    process.stdout.write(`\n=== ${stage.title} ===\n`)
    const started = Date.now()
    const counts = await runStage(stage, context)
    results.push({ stage, counts, seconds: Math.round((Date.now() - started) / 1000) })
  }
  const total = sum(results.map((result) => result.counts))
  process.stdout.write('\n')
  for (const { stage, counts, seconds } of results) process.stdout.write(`${stage.title.padEnd(28)} ${summaryLine(counts)} (${seconds} s)\n`)
  if (interruption.asked) process.stdout.write('Interrupted: the remaining stages were not run.\n')
  process.stdout.write(`${summaryLine(total)}\n`)
  if (interruption.asked) return 130
  return total.failed > 0 ? 1 : 0
}

// A stage that crashes is a failed one; the others still have something to say.
async function runStage(stage, context) {
  try {
    return await stage.run(context)
  } catch (error) {
    process.stdout.write(`${stage.title}: ${error?.stack ?? error}\n`)
    return single(false)
  }
}
