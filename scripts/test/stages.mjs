import { join } from 'node:path'
import { repository } from '../bootstrap.mjs'
import { ensureBrowser } from '../lib/browser-install.mjs'
import { Refusal } from '../lib/fail.mjs'
import { buildRenderer } from '../lib/build.mjs'
import { stream } from './command.mjs'
import { playwrightCounts, single, vitestCounts } from './counts.mjs'

const program = (...path) => join(repository, 'node_modules', ...path)

/**
 * What `npm test` runs, in this order. `run` gets `{ node, env, reports, filters }` and answers with counts; `filters`
 * is empty unless this stage alone was asked for.
 */
export const stages = [
  { name: 'types', title: 'Types', run: (context) => check(context, program('typescript', 'bin', 'tsc'), ['--noEmit']) },
  { name: 'lint', title: 'Lint', run: (context) => check(context, program('oxlint', 'bin', 'oxlint'), ['--type-aware', '--quiet']) },
  { name: 'boundaries', title: 'Import boundaries', run: (context) => check(context, join(repository, 'scripts', 'boundaries.ts'), []) },
  { name: 'build', title: 'Build of the screens', run: build },
  { name: 'unit', title: 'Unit and integration tests', run: unit },
  { name: 'e2e', title: 'End-to-end tests', run: endToEnd },
]

async function check({ node, env }, script, args) {
  return single((await stream(node, [script, ...args], { cwd: repository, env })) === 0)
}

async function build() {
  try {
    await buildRenderer(repository, { force: true })
    return single(true)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    process.stdout.write(`${error.message}\n`)
    return single(false)
  }
}

async function unit({ node, env, reports, filters }) {
  const report = join(reports, 'vitest.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters]
  const code = await stream(node, [program('vitest', 'vitest.mjs'), ...args], { cwd: repository, env })
  return vitestCounts(report, code)
}

async function endToEnd({ node, env, reports, filters }) {
  const browser = await ensureBrowser()
  if (browser.problem) {
    process.stdout.write(`${browser.problem}\n`)
    return single(false)
  }
  const report = join(reports, 'playwright.json')
  const args = ['test', '--reporter=list,json', ...filters]
  const code = await stream(node, [program('@playwright', 'test', 'cli.js'), ...args], {
    cwd: repository,
    env: { ...env, CHAIRSIDE_CHROMIUM: browser.path, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  })
  return playwrightCounts(report, code)
}
