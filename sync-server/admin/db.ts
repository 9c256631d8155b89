import process from 'node:process'
import { asOwner } from '../centre/database.ts'
import { readArguments, runCommand, say, UsageError, whereOf } from './cli.ts'
import { openAdminDatabase } from './connection.ts'
import * as commands from './db-commands.ts'

const USAGE = `Usage: npm run db -- COMMAND [--data DIR]
  up            apply what is missing
  down [N]      take the newest N migrations back (1 if not said); --yes when the database holds patients
  status        which migrations are applied and which wait
  history       when each was applied
  new NAME      write the files of a new migration
  seal          declare new migrations finished: they are never edited again
  reset --yes   delete everything and build the database anew
The database is the one of the centre in --data DIR (default .chairside/centre), or the one DATABASE_URL names.`

await runCommand(USAGE, async () => {
  const { values, positionals } = readArguments(process.argv.slice(2), { yes: { type: 'boolean' } })
  const [command, argument, ...rest] = positionals
  if (command === undefined || rest.length > 0) throw new UsageError('Say which command.')
  if (command === 'new') return commands.create(argument ?? '')
  if (command === 'seal' && argument === undefined) return commands.seal()
  if (argument !== undefined && command !== 'down') throw new UsageError(`${command} takes no "${argument}".`)
  const steps = argument === undefined ? 1 : Number(argument)
  if (!Number.isSafeInteger(steps) || steps < 1) throw new UsageError(`"${argument}" is not a number of migrations.`)
  if (!['up', 'down', 'status', 'history', 'reset'].includes(command)) throw new UsageError(`There is no command "${command}".`)
  const database = await openAdminDatabase(whereOf(values.data, process.env), say)
  try {
    await asOwner(database.url, async (client) => {
      if (command === 'up') await commands.up(client)
      else if (command === 'down') await commands.down(client, steps, values.yes === true)
      else if (command === 'status') await commands.status(client)
      else if (command === 'history') await commands.history(client)
      else await commands.reset(client, database, values.yes === true)
    })
  } finally {
    await database.stop()
  }
})
