import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { answersVersion, findBrowser } from '../lib/browser.mjs'

/** An open app window. */
export interface AppWindow {
  /** Closes it, if the browser that shows it is the one that was started for it. */
  close(): void
}

const SETTLED_MS = 3000

/**
 * Opens an app window (no tabs, no address bar) of an installed browser with a profile of its own.
 * It counts as open when the browser still runs after three seconds or has handed over to one that does.
 * @returns undefined where there is no screen or no browser, or the browser failed.
 */
export async function openAppWindow(url: string, profile: string): Promise<AppWindow | undefined> {
  if (!hasDisplay(process.env, process.platform)) return undefined
  const browser = findBrowser({ works: answersVersion })
  if (!browser) return undefined
  mkdirSync(profile, { recursive: true, mode: 0o700 })
  const child = spawn(browser, appWindowArguments(url, profile), { stdio: 'ignore', detached: true })
  child.unref()
  const window: AppWindow = { close: () => void child.kill('SIGTERM') }
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(window), SETTLED_MS)
    const settle = (opened: AppWindow | undefined) => {
      clearTimeout(timer)
      resolve(opened)
    }
    child.once('error', () => settle(undefined))
    child.once('exit', (code) => settle(code === 0 ? window : undefined))
  })
}

/** True where a window can be shown at all. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY'])
}

export function appWindowArguments(url: string, profile: string, isRoot = process.getuid?.() === 0): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-sync',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-features=Translate,OptimizationHints,MediaRouter',
    '--window-size=1366,800',
    // Chromium's sandbox does not work for root; it would refuse to start.
    ...(isRoot ? ['--no-sandbox'] : []),
  ]
}
