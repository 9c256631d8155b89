import { createRequire } from 'node:module'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { listPackage } from '@electron/asar'
import { build, Platform } from 'electron-builder'
import type { Configuration } from 'electron-builder'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const require = createRequire(import.meta.url)
type ConfigModule = { getConfig: (dir: string, file: string, options: null) => Promise<Configuration>; validateConfiguration: (config: Configuration, log: unknown) => Promise<void> }
// These two are what the program itself runs first; the package offers no other door to them.
const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as ConfigModule
const { DebugLogger } = require('builder-util') as { DebugLogger: new (enabled: boolean) => unknown }

const readConfig = () => getConfig(root, 'electron-builder.yml', null)

describe('the packaging configuration', () => {
  it('is one electron-builder accepts', async () => {
    await expect(validateConfiguration(await readConfig(), new DebugLogger(true))).resolves.toBeUndefined()
    const mistyped = { ...(await readConfig()), asarUnpak: ['**/*.node'] }
    await expect(validateConfiguration(mistyped as Configuration, new DebugLogger(true))).rejects.toThrow('asarUnpak')
  })

  it('makes an installer for each system and publishes nowhere', async () => {
    const config = await readConfig()
    expect(config.appId).toBe('ph.chairside.desk')
    expect([config.win?.target, config.mac?.target, config.linux?.target]).toEqual(['nsis', 'dmg', ['AppImage', 'deb']])
    expect(config.publish).toBeNull()
    expect(config.nsis?.deleteAppDataOnUninstall).toBe(false)
  })

  it('turns off every way to run the program as something else', async () => {
    expect((await readConfig()).electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    })
  })
})

// A package for another system cannot be put together around the stand-in for Electron.
describe.runIf(process.platform === 'linux')('a package put together around a stand-in for Electron', () => {
  let project: string

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'chairside-test-package-'))
    for (const [path, content] of Object.entries(projectFiles())) {
      mkdirSync(dirname(join(project, path)), { recursive: true })
      writeFileSync(join(project, path), content)
    }
    chmodSync(join(project, 'electron-dist', 'electron'), 0o755)
  })
  afterEach(() => rmSync(project, { recursive: true, force: true }))

  it('holds the bundles, the screens, the migrations and three packages, for this system only, and nothing else', async () => {
    // Fuses are set inside the real binary, which the stand-in is not.
    const config = { ...(await readConfig()), electronFuses: null, electronDist: join(project, 'electron-dist'), electronVersion: '45.4.1' }
    await build({ projectDir: project, config, targets: Platform.LINUX.createTarget('dir'), publish: 'never' })
    const resources = join(project, 'dist', 'packages', process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`, 'resources')
    const native = `prebuilds/linux-${process.arch}.node`
    expect(filesIn(join(resources, 'app.asar'))).toEqual([
      'dist/electron/host/host-process.js',
      'dist/electron/main.js',
      'dist/renderer/index.html',
      'migrations/sqlite/0001_replica.sql',
      'node_modules/@node-rs/argon2-linux-x64-gnu/argon2.linux-x64-gnu.node',
      'node_modules/@node-rs/argon2-linux-x64-gnu/package.json',
      'node_modules/@node-rs/argon2/index.js',
      'node_modules/@node-rs/argon2/package.json',
      'node_modules/better-sqlite3/lib/index.js',
      'node_modules/better-sqlite3/package.json',
      `node_modules/better-sqlite3/${native}`,
      'node_modules/dejavu-fonts-ttf/package.json',
      'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
      'package.json',
    ])
    expect(readFileSync(join(resources, 'app.asar.unpacked', 'node_modules', 'better-sqlite3', native), 'utf8')).toBe('native')
  })
})

/** A project in miniature, with what must and what must not be packed. */
function projectFiles(): Record<string, string> {
  const dependencies = { 'better-sqlite3': '1.0.0', '@node-rs/argon2': '1.0.0', 'dejavu-fonts-ttf': '1.0.0', pg: '1.0.0' }
  const manifest = (name: string, more = {}) => JSON.stringify({ name, version: '1.0.0', ...more })
  const prebuilds = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'linuxmusl-x64', 'win32-x64'].map((target) => [`node_modules/better-sqlite3/prebuilds/${target}.node`, 'native'])
  return {
    'package.json': manifest('chairside', { main: 'dist/electron/main.js', description: 'A test.', dependencies }),
    'package-lock.json': '{}',
    '.env': 'SECRET=1',
    '.ci/run': 'x',
    'electron/main.ts': 'x',
    'tests/fixture.json': 'x',
    'dist/electron/main.js': 'x',
    'dist/electron/host/host-process.js': 'x',
    'dist/renderer/index.html': 'x',
    'dist/renderer/.stamp': 'x',
    'dist/test-electron-1/main.js': 'x',
    'migrations/sqlite/0001_replica.sql': 'x',
    'migrations/postgres/0001_foundation.up.sql': 'x',
    'node_modules/pg/package.json': manifest('pg'),
    'node_modules/better-sqlite3/package.json': manifest('better-sqlite3'),
    'node_modules/better-sqlite3/lib/index.js': 'x',
    'node_modules/better-sqlite3/deps/sqlite3.c': 'x',
    ...Object.fromEntries(prebuilds),
    'node_modules/@node-rs/argon2/package.json': manifest('@node-rs/argon2', { optionalDependencies: { '@node-rs/argon2-linux-x64-gnu': '1.0.0' } }),
    'node_modules/@node-rs/argon2/index.js': 'x',
    'node_modules/@node-rs/argon2/browser.js': 'x',
    'node_modules/@node-rs/argon2-linux-x64-gnu/package.json': manifest('@node-rs/argon2-linux-x64-gnu'),
    'node_modules/@node-rs/argon2-linux-x64-gnu/argon2.linux-x64-gnu.node': 'native',
    'node_modules/dejavu-fonts-ttf/package.json': manifest('dejavu-fonts-ttf'),
    'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf': 'x',
    'node_modules/dejavu-fonts-ttf/ttf/DejaVuSerif.ttf': 'x',
    'electron-dist/electron': '#!/bin/sh\n',
    'electron-dist/version': '45.4.1',
    'electron-dist/LICENSE': 'x',
    'electron-dist/LICENSES.chromium.html': 'x',
    'electron-dist/resources/x': 'x',
  }
}

function filesIn(archive: string): string[] {
  const entries = listPackage(archive, { isPack: false })
  const isFolder = (entry: string) => entries.some((other) => other.startsWith(`${entry}/`))
  return entries.filter((entry) => !isFolder(entry)).map((entry) => entry.slice(1)).toSorted()
}
