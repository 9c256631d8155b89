import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answersVersion, findBrowser } from './browser.mjs'
import { rendererStamp } from './build.mjs'
import { readStartOptions } from './start-options.mjs'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chairside-lib-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function program(path: string, script = 'echo "Browser 1.2.3"'): string {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, path), 0o755)
  return join(folder, path)
}

describe('the search for a browser', () => {
  it('takes the one that is named, and no other when that one is missing', () => {
    const named = program('my-browser')
    expect(findBrowser({ env: { CHAIRSIDE_CHROMIUM: named, PATH: '' } })).toBe(named)
    program('bin/chromium')
    expect(findBrowser({ env: { CHAIRSIDE_CHROMIUM: join(folder, 'none'), PATH: join(folder, 'bin') } })).toBeUndefined()
  })

  it('finds programs on the PATH and passes over a stub that only advises an installation', () => {
    program('bin/chromium', 'echo "please install the snap"; exit 1')
    const edge = program('bin/microsoft-edge')
    expect(findBrowser({ env: { PATH: join(folder, 'bin') }, works: answersVersion })).toBe(edge)
  })

  it("looks in each system's usual places", () => {
    const chrome = program('programs/Google/Chrome/Application/chrome.exe')
    expect(findBrowser({ env: { PROGRAMFILES: join(folder, 'programs') }, platform: 'win32' })).toBe(chrome)
    const edge = program('Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge')
    expect(findBrowser({ env: { HOME: folder }, platform: 'darwin' })).toBe(edge)
  })
})

describe('the stamp of the screens', () => {
  it('changes with their sources and not with their tests', () => {
    mkdirSync(join(folder, 'renderer', 'features'), { recursive: true })
    const write = (name: string, text: string) => writeFileSync(join(folder, 'renderer', 'features', name), text)
    write('day.tsx', '1')
    const before = rendererStamp(folder)
    write('day.test.tsx', 'a test')
    expect(rendererStamp(folder)).toBe(before)
    write('day.tsx', '2')
    expect(rendererStamp(folder)).not.toBe(before)
  })
})

describe('the options of npm start', () => {
  it('default to a window, the demo and a free port', () => {
    expect(readStartOptions([])).toEqual({ headless: false, demo: true, help: false, data: undefined, port: undefined })
    expect(readStartOptions(['--headless', '--no-demo', '--data', 'here', '--port', '4870'])).toEqual({
      headless: true,
      demo: false,
      help: false,
      data: 'here',
      port: 4870,
    })
  })

  it('refuse in a sentence what they do not know', () => {
    expect(() => readStartOptions(['--demo'])).toThrow(/^Unknown option '--demo'\. "npm start -- --help" lists the options\.$/)
    expect(() => readStartOptions(['--port', '0'])).toThrow(/from 1 to 65535/)
    expect(() => readStartOptions(['somewhere'])).toThrow(/Unexpected argument 'somewhere'/)
  })
})
