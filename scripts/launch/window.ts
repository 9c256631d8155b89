import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { answersVersion, findBrowser } from '../lib/browser.mjs';

/** What became of the attempt to open a window. */
export type WindowResult = 'open' | 'no-browser' | 'no-display' | 'failed';

const SETTLED_MS = 3000;

/**
 * Opens an app window (no tabs, no address bar) of an installed browser with a profile of its own.
 * `open` is said when the browser still runs after three seconds or has handed over to one that does.
 */
export async function openAppWindow(url: string, profile: string): Promise<WindowResult> {
  if (!hasDisplay(process.env, process.platform)) return 'no-display';
  const browser = findBrowser({ works: answersVersion });
  if (!browser) return 'no-browser';
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  const child = spawn(browser, appWindowArguments(url, profile), { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('open'), SETTLED_MS);
    const settle = (result: WindowResult) => {
      clearTimeout(timer);
      resolve(result);
    };
    child.once('error', () => settle('failed'));
    child.once('exit', (code) => settle(code === 0 ? 'open' : 'failed'));
  });
}

/** True where a window can be shown at all. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);
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
  ];
}
