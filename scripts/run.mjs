// node scripts/run.mjs [FLAGS OF NODE] FILE ARGS...: runs a TypeScript program of this repository on its own Node 26.
import { resolve } from 'node:path'
import { ensureDependencies, node26, repository } from './bootstrap.mjs'
import { Refusal, runMain } from './lib/fail.mjs'
import { nodeEnvironment } from './lib/node26.mjs'
import { runInForeground } from './lib/run-child.mjs'

await runMain(async () => {
  const given = process.argv.slice(2)
  const flags = given.slice(0, given.findIndex((each) => !each.startsWith('--')))
  const [file, ...args] = given.slice(flags.length)
  if (!file || file.startsWith('--')) throw new Refusal('Usage: node scripts/run.mjs [FLAGS OF NODE] FILE [ARGUMENTS]')
  await ensureDependencies()
  return runInForeground(node26(), [...flags, resolve(repository, file), ...args], { env: nodeEnvironment(repository) })
})
