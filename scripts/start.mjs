// npm start: installs what is missing, builds the screens, starts a centre and a desk, and opens the desk's window.
import { join } from 'node:path'
import { ensureDependencies, node26, repository } from './bootstrap.mjs'
import { runMain } from './lib/fail.mjs'
import { nodeEnvironment } from './lib/node26.mjs'
import { buildRenderer } from './lib/build.mjs'
import { runInForeground } from './lib/run-child.mjs'
import { readStartOptions, startHelp } from './lib/start-options.mjs'

await runMain(async () => {
  const args = process.argv.slice(2)
  // Read here too: a mistyped option should not first install and build for a minute.
  if (readStartOptions(args).help) {
    process.stdout.write(startHelp)
    return 0
  }
  await ensureDependencies()
  await buildRenderer(repository)
  return runInForeground(node26(), [join(repository, 'scripts', 'launch.ts'), ...args], { env: nodeEnvironment(repository) })
})
