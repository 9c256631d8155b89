import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildElectron } from '../lib/build.mjs'
import { say, startProgress } from '../lib/progress.mjs'

const DOWNLOAD_LIMIT_MS = 180_000

/**
 * The Electron program to open the desk with, its side of the code built, or undefined where it cannot be had.
 * Electron's package comes without its program. It is downloaded once; if that fails it is not tried again until the
 * packages are installed anew.
 */
export async function prepareElectron(root: string): Promise<string | undefined> {
  const program = await findElectron(root)
  if (program) await buildElectron(root)
  return program
}

async function findElectron(root: string): Promise<string | undefined> {
  const present = electronProgram(root)
  if (present || process.env['ELECTRON_OVERRIDE_DIST_PATH']) return present
  const failed = join(root, 'node_modules', '.chairside-no-electron')
  if (existsSync(failed)) return undefined
  if (await download(root)) return electronProgram(root)
  say('Electron cannot be had here; an installed browser shows the window instead.')
  try {
    writeFileSync(failed, 'The download of Electron failed. Delete this file to try again.\n')
  } catch {
    // A read-only checkout: it is tried again at the next start.
  }
  return undefined
}

/** Where the Electron program lies, when it is really there. */
export function electronProgram(root: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const dir = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules', 'electron', 'dist')
  const path = join(dir, programName())
  return existsSync(path) ? path : undefined
}

function programName(): string {
  if (process.platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

function download(root: string): Promise<boolean> {
  const progress = startProgress('Downloading Electron (once, about 120 MB)')
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], {
      stdio: 'ignore',
      timeout: DOWNLOAD_LIMIT_MS,
      windowsHide: true,
    })
    // The person may press Ctrl-C meanwhile; the download must not hold the launcher.
    child.unref()
    const end = (succeeded: boolean) => {
      if (succeeded) progress.done()
      else progress.fail()
      resolve(succeeded)
    }
    child.once('error', () => end(false))
    child.once('exit', (code) => end(code === 0))
  })
}
