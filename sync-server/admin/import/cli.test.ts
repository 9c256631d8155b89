import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readOptions } from '../../centre/options.ts'
import { startCentre } from '../../centre/start.ts'
import { createLog } from '../../http/log.ts'

const MAIN = path.resolve(import.meta.dirname, 'main.ts')

interface Ended {
  code: number
  out: string
  err: string
}

let dir: string
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'import-cli-'))
  // An embedded Postgres may run as another user, who must be able to pass.
  chmodSync(dir, 0o755)
  writeFileSync(path.join(dir, 'people.csv'), 'Surname;Given name;Mobile\nMuñoz;Begoña;9171234567\n;Ana;\n')
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Runs the program as a person would, without a database in the environment. */
function run(...args: string[]): Promise<Ended> {
  const env = { ...process.env, DATABASE_URL: '', CHAIRSIDE_DATA: path.join(dir, 'nothing') }
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env }, (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }))
  })
}

describe('npm run import', () => {
  it('explains itself', async () => {
    const { code, out } = await run('--help')
    expect([code, out.split('\n')[0]]).toEqual([0, 'npm run import -- patients|teeth|apexo FILE [options]'])
  })

  it.each([
    [['patients', 'no-such.csv'], /^There is no such file: no-such\.csv\n$/],
    [['patients', tmpdir()], /^That is a folder, not a file/],
    [['patients', MAIN], /^There is no clinic in .*nothing yet\. Start it once with npm start/],
    [['things', 'x'], /^"things" cannot be imported/],
  ])('%j ends with 1 and one sentence', async (args, message) => {
    const ended = await run(...args)
    expect(ended).toEqual({ code: 1, out: '', err: expect.stringMatching(message) })
  })

  it('imports into a clinic while it runs and after it has stopped', async () => {
    const people = path.join(dir, 'people.csv')
    const data = path.join(dir, 'clinic')
    const report = path.join(dir, 'report.json')
    const options = readOptions(['--data', path.join(data, 'centre'), '--port', '0'], {})
    if (options === 'help') throw new Error('Nobody asked for help.')
    const centre = await startCentre(options, () => {}, () => {}, createLog({ level: 'silent' }))
    const running = await run('patients', people, '--data', data, '--report', report)
    await centre.stop()
    expect(running).toMatchObject({ code: 0, err: '' })
    expect(running.out).toMatch(/patient +1 +0 +0 +1\n/)
    expect(running.out).not.toContain('Muñoz')
    expect(statSync(report).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ file: 'people.csv', findings: [{ name: 'Muñoz, Begoña' }, { where: 'line 3', outcome: 'rejected' }] })

    const stopped = await run('patients', people, '--data', path.join(data, 'centre'))
    expect(stopped).toMatchObject({ code: 0, err: 'Starting the database of the centre.\n' })
    expect(stopped.out).toMatch(/patient +0 +1 +0 +1\n/)

    const wrong = await run('apexo', people, '--data', data)
    expect(wrong).toMatchObject({ code: 1, err: 'Starting the database of the centre.\nThe file is not readable JSON: it is damaged or of another kind.\n' })
  }, 60_000)
})
