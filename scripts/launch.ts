import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { portProblem } from '../sync-server/postgres/ports.ts'
import { startChild, type Child } from './launch/child.ts'
import { defaultDataFolder, openDataFolder, readPorts, writePorts, type DataFolder } from './launch/data-folder.ts'
import { prepareElectron } from './launch/electron.ts'
import { listenForStop, StopRequested, type StopSignals } from './launch/stop-signals.ts'
import { addressWithTicket } from './launch/ticket.ts'
import { hasDisplay, openAppWindow, type AppWindow } from './launch/window.ts'
import { Refusal, runMain } from './lib/fail.mjs'
import { say, startProgress } from './lib/progress.mjs'
import { readStartOptions, startHelp, type StartOptions } from './lib/start-options.mjs'

const root = dirname(import.meta.dirname)
const DESK_GRACE_MS = 10_000
const CENTRE_GRACE_MS = 30_000

/** What has been started, in the order in which it was. */
interface Clinic {
  options: StartOptions
  folder: DataFolder
  parts: Child[]
  window?: AppWindow
}

async function main(): Promise<number> {
  const options = readStartOptions(process.argv.slice(2))
  if (options.help) {
    process.stdout.write(startHelp)
    return 0
  }
  const signals = listenForStop()
  const folder = openDataFolder(options.data ? resolve(options.data) : defaultDataFolder(process.env, process.platform, homedir()))
  const clinic: Clinic = { options, folder, parts: [] }
  try {
    return await runClinic(clinic, signals)
  } catch (error) {
    if (!(error instanceof StopRequested)) throw error
    say('Stopping ...')
    return 0
  } finally {
    await stopAll(clinic, signals)
    folder.release()
  }
}

async function runClinic(clinic: Clinic, signals: StopSignals): Promise<number> {
  const { options, folder } = clinic
  await assertPortIsFree(options.port)
  const centre = startCentre(clinic, await centrePort(folder))
  const serverUrl = await ready(clinic, centre, 'Starting the centre', signals)
  const wantsWindow = !options.headless && hasDisplay(process.env, process.platform)
  const electron = wantsWindow ? await Promise.race([prepareElectron(root), signals.requested]) : undefined
  const desk = electron ? startElectronDesk(clinic, electron, serverUrl, centre) : startBrowserDesk(clinic, serverUrl, centre, await deskPort(clinic))
  if (electron) {
    rememberPorts(folder, serverUrl)
    say('Chairside is open. Ctrl-C stops it.')
  } else {
    const url = await ready(clinic, desk, 'Starting the desk', signals)
    rememberPorts(folder, serverUrl, url)
    await announce(clinic, url)
  }
  return untilSomethingEnds(clinic, signals)
}

async function assertPortIsFree(port: number | undefined): Promise<void> {
  const problem = port === undefined ? undefined : await portProblem(port)
  if (problem) throw new Refusal(problem)
}

async function freeOrNone(port: number | undefined): Promise<number | undefined> {
  return port === undefined || (await portProblem(port)) ? undefined : port
}

function centrePort(folder: DataFolder): Promise<number | undefined> {
  return freeOrNone(readPorts(folder).centre)
}

async function deskPort({ options, folder }: Clinic): Promise<number | undefined> {
  return options.port ?? (await freeOrNone(readPorts(folder).desk))
}

function portArguments(port: number | undefined): string[] {
  return port === undefined ? [] : ['--port', String(port)]
}

function startCentre(clinic: Clinic, port: number | undefined): Child {
  const entry = process.env['CHAIRSIDE_CENTRE_ENTRY'] ?? join(root, 'sync-server', 'main.ts')
  const demo = clinic.options.demo ? ['--demo'] : []
  return start(clinic, {
    name: 'centre',
    command: process.execPath,
    args: ['--max-semi-space-size=8', entry, '--data', clinic.folder.part('centre'), ...portArguments(port), ...demo],
    env: { ...process.env, CHAIRSIDE_ENROL: '1' },
  })
}

function startBrowserDesk(clinic: Clinic, serverUrl: string, centre: Child, port: number | undefined): Child {
  const entry = process.env['CHAIRSIDE_DESK_ENTRY'] ?? join(root, 'electron', 'browser.ts')
  return start(clinic, {
    name: 'desk',
    command: process.execPath,
    args: [entry, '--server', serverUrl, '--data', clinic.folder.part('desk'), ...portArguments(port)],
    env: deskEnvironment(centre),
  })
}

function startElectronDesk(clinic: Clinic, program: string, serverUrl: string, centre: Child): Child {
  return start(clinic, {
    name: 'desk',
    command: program,
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--server', serverUrl, '--data', clinic.folder.part('desk')],
    env: deskEnvironment(centre),
    isNode: false,
  })
}

// The code travels in the environment because a command line can be read by every user of the computer.
function deskEnvironment(centre: Child): NodeJS.ProcessEnv {
  const { DATABASE_URL: _centreOnly, ...env } = process.env
  const code = centre.enrolment()
  return code === undefined ? env : { ...env, CHAIRSIDE_ENROL_CODE: code }
}

function start(clinic: Clinic, part: { name: string; command: string; args: string[]; env: NodeJS.ProcessEnv; isNode?: boolean }): Child {
  const logFile = join(clinic.folder.part('logs'), `${part.name}.log`)
  const child = startChild({ ...part, logFile, say: (line) => say(`  ${part.name}: ${line}`) })
  clinic.parts.push(child)
  return child
}

async function ready(clinic: Clinic, child: Child, what: string, signals: StopSignals): Promise<string> {
  const progress = startProgress(what)
  const others = clinic.parts.filter((part) => part !== child).map(endedUnasked)
  try {
    const url = await Promise.race([child.ready, signals.requested, ...others])
    progress.done()
    return url
  } catch (error) {
    progress.fail()
    throw error
  }
}

async function endedUnasked(child: Child): Promise<never> {
  await child.exited
  throw new Refusal(child.epitaph())
}

async function announce(clinic: Clinic, url: string): Promise<void> {
  if (clinic.options.headless) {
    process.stdout.write(`ready ${url}\n`)
    return
  }
  clinic.window = await openAppWindow(await addressWithTicket(url), clinic.folder.part('window'))
  if (clinic.window) say(`Chairside is open. Its address: ${url}\nCtrl-C stops Chairside; closing the window does not.`)
  else say(`Open this address in a browser on this computer: ${url}\nCtrl-C stops Chairside.`)
}

function rememberPorts(folder: DataFolder, serverUrl: string, deskUrl?: string): void {
  const portOf = (url: string | undefined) => (url ? Number(new URL(url).port) || undefined : undefined)
  writePorts(folder, { centre: portOf(serverUrl), desk: portOf(deskUrl) ?? readPorts(folder).desk })
}

/** An Electron desk that was closed by its person ends the whole; any other end of a part is a fault. */
async function untilSomethingEnds(clinic: Clinic, signals: StopSignals): Promise<number> {
  const ends = clinic.parts.map(async (part) => ({ part, code: await part.exited }))
  const { part, code } = await Promise.race([...ends, signals.requested])
  if (part.isWindow && code === 0) return 0
  throw new Refusal(part.epitaph())
}

async function killWhenInsisted(clinic: Clinic, signals: StopSignals): Promise<void> {
  await signals.insisted
  for (const part of clinic.parts) part.kill()
}

async function stopAll(clinic: Clinic, signals: StopSignals): Promise<void> {
  void killWhenInsisted(clinic, signals)
  clinic.window?.close()
  // The desk first: it may still want to hand its last changes to the centre.
  for (const part of clinic.parts.toReversed()) await part.stop(part.name === 'centre' ? CENTRE_GRACE_MS : DESK_GRACE_MS)
}

// A reader that went away (`| head -1`) is no reason to stop a clinic.
process.stdout.on('error', () => {})
await runMain(main)
