import { spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const onPath = [
  'chromium',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
  'brave',
  // Last: on Ubuntu this is a script that only tells to install a snap.
  'chromium-browser',
]

/**
 * Finds an installed browser of the Chromium family.
 * @param {{ env?: NodeJS.ProcessEnv, platform?: string, works?: (path: string) => boolean }} [options]
 *   `works` decides whether a program that exists is usable.
 * @returns {string | undefined} absolute path. CHAIRSIDE_CHROMIUM, when set, is the only candidate.
 */
export function findBrowser({ env = process.env, platform = process.platform, works = () => true } = {}) {
  const candidates = env.CHAIRSIDE_CHROMIUM ? [env.CHAIRSIDE_CHROMIUM] : [...pathCandidates(env, platform), ...usualPlaces(env, platform)]
  return candidates.find((path) => isProgram(path) && works(path))
}

/** True when the browser answers `--version`: tells a real one from a stub that only advises an installation. */
export function answersVersion(path) {
  // On Windows the browser would open a window instead of answering.
  if (process.platform === 'win32') return true
  const answer = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 })
  return answer.status === 0 && /\d+\.\d+/.test(answer.stdout)
}

function pathCandidates(env, platform) {
  if (platform === 'win32') return []
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  return onPath.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function usualPlaces(env, platform) {
  const home = env.HOME ?? env.USERPROFILE ?? homedir()
  if (platform === 'darwin') return macApps(home)
  if (platform === 'win32') return windowsPrograms(env)
  const fixed = ['/usr/bin/chromium', '/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge', '/opt/brave.com/brave/brave', '/snap/bin/chromium']
  return [...fixed, ...downloadedByPlaywright(home)]
}

function macApps(home) {
  const names = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser']
  return ['/Applications', join(home, 'Applications')].flatMap((folder) => names.map((name) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)))
}

function windowsPrograms(env) {
  const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean)
  const programs = [
    ['Google', 'Chrome', 'Application', 'chrome.exe'],
    ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
    ['BraveSoftware', 'Brave-Browser', 'Application', 'brave.exe'],
    ['Chromium', 'Application', 'chrome.exe'],
  ]
  return programs.flatMap((program) => folders.map((folder) => join(folder, ...program)))
}

function downloadedByPlaywright(home) {
  const cache = join(home, '.cache', 'ms-playwright')
  try {
    const versions = readdirSync(cache).filter((name) => name.startsWith('chromium-'))
    return versions.flatMap((name) => ['chrome-linux64', 'chrome-linux'].map((inner) => join(cache, name, inner, 'chrome')))
  } catch {
    return []
  }
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
