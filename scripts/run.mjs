// node scripts/run.mjs FILE ARGS...: runs a TypeScript program of this repository on its own Node 26.
import { resolve } from 'node:path'
import { ensureDependencies, node26, repository } from './bootstrap.mjs'
import { Refusal, runMain } from './lib/fail.mjs'
import { nodeEnvironment } from './lib/node26.mjs'
import { runInForeground } from './lib/run-child.mjs'

await runMain(async () => {
  const [file, ...args] = process.argv.slice(2)
  if (!file) throw new Refusal('Usage: node scripts/run.mjs FILE [ARGUMENTS]')
  await ensureDependencies()
  return runInForeground(node26(), [resolve(repository, file), ...args], { env: nodeEnvironment(repository) })
})
