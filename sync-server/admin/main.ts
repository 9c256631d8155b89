import process from 'node:process'
import type { Client } from 'pg'
import { asOwner } from '../centre/database.ts'
import { checked, readMigrations } from '../db/migrate.ts'
import { CentreError } from '../centre/errors.ts'
import { readArguments, runCommand, say, UsageError, whereOf } from './cli.ts'
import { openAdminDatabase } from './connection.ts'
import * as commands from './main-commands.ts'

const USAGE = `Usage: npm run admin -- COMMAND [--data DIR]
  enrol-code [--profile front_desk|chairside|manager] [--clinic ID]
                      make a code that enrols one desk within 15 minutes
  devices             list the desks
  revoke DEVICE       take a desk's access away: its id, series or name
  create-clinic NAME  add an empty clinic
  audit-verify        check that no audit row was changed or left out
The database is the one of the centre in --data DIR (default .chairside/centre), or the one DATABASE_URL names.`

const TAKES_NAME = ['revoke', 'create-clinic']
const COMMANDS = ['enrol-code', 'devices', 'audit-verify', ...TAKES_NAME]

await runCommand(USAGE, async () => {
  const { values, positionals } = readArguments(process.argv.slice(2), { profile: { type: 'string' }, clinic: { type: 'string' } })
  const [command, name, ...rest] = positionals
  if (command === undefined || !COMMANDS.includes(command)) throw new UsageError(command === undefined ? 'Say which command.' : `There is no command "${command}".`)
  if (rest.length > 0 || (name !== undefined) !== TAKES_NAME.includes(command)) throw new UsageError(`${command} is not used like that.`)
  const database = await openAdminDatabase(whereOf(values.data, process.env), say)
  try {
    await asOwner(database.url, async (client) => {
      await mustBeCurrent(client)
      if (command === 'enrol-code') await commands.enrolCode(client, values.profile ?? 'front_desk', values.clinic)
      else if (command === 'devices') await commands.devices(client)
      else if (command === 'audit-verify') await commands.auditVerify(client)
      else if (command === 'revoke') await commands.revoke(client, name!)
      else await commands.createClinic(client, name!)
    })
  } finally {
    await database.stop()
  }
})

async function mustBeCurrent(client: Client): Promise<void> {
  const migrations = await readMigrations()
  const done = await checked(client, migrations)
  if (done.length < migrations.length) throw new CentreError('The database is not at the newest migration. Run "npm run db -- up" first.')
}
