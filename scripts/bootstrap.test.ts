import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explain } from './lib/npm.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chairside-bootstrap-'))
  mkdirSync(join(root, 'tool'))
  writeJson('tool/package.json', { name: 'tool', version: '1.0.0' })
  writeProject({ tool: 'file:tool' }, { 'node_modules/tool': { resolved: 'tool', link: true }, tool: { version: '1.0.0' } })
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function writeJson(name: string, value: unknown): void {
  writeFileSync(join(root, name), JSON.stringify(value))
}

function writeProject(dependencies: Record<string, string>, packages: Record<string, unknown>): void {
  const base = { name: 'project', version: '1.0.0', dependencies }
  writeJson('package.json', base)
  writeJson('package-lock.json', { name: 'project', version: '1.0.0', lockfileVersion: 3, packages: { '': base, ...packages } })
}

interface Result {
  code: number | null
  err: string
}

function ensure(env: NodeJS.ProcessEnv = {}): Promise<Result> {
  const source = `import { ensureDependencies } from ${JSON.stringify(join(import.meta.dirname, 'bootstrap.mjs'))};
    import { runMain } from ${JSON.stringify(join(import.meta.dirname, 'lib', 'fail.mjs'))};
    await runMain(async () => { await ensureDependencies(${JSON.stringify(root)}); return 0; });`
  const { npm_execpath: _outer, ...inherited } = process.env
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...inherited, ...env } })
  let err = ''
  child.stderr.on('data', (text) => (err += text))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, err })))
}

const withoutNpm = { PATH: '/nowhere' }

describe('missing packages', () => {
  it('are installed once; a later start does not even look for npm', async () => {
    const first = await ensure()
    expect(first.err).toMatch(/Installing the packages[^]*done/)
    expect(first.code).toBe(0)
    expect(existsSync(join(root, 'node_modules', 'tool', 'package.json'))).toBe(true)
    expect(await ensure(withoutNpm)).toEqual({ code: 0, err: '' })
  })

  it('are not installed again when only the scripts of package.json changed', async () => {
    await ensure()
    const manifest: object = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    writeJson('package.json', { ...manifest, scripts: { start: 'node start.mjs' } })
    expect(await ensure(withoutNpm)).toEqual({ code: 0, err: '' })
  })

  it('are installed when the lockfile names a new one', async () => {
    await ensure()
    mkdirSync(join(root, 'more'))
    writeJson('more/package.json', { name: 'more', version: '1.0.0' })
    writeProject(
      { tool: 'file:tool', more: 'file:more' },
      {
        'node_modules/tool': { resolved: 'tool', link: true },
        tool: { version: '1.0.0' },
        'node_modules/more': { resolved: 'more', link: true },
        more: { version: '1.0.0' },
      },
    )
    expect((await ensure()).code).toBe(0)
    expect(existsSync(join(root, 'node_modules', 'more', 'package.json'))).toBe(true)
  })

  it('are installed by one of two that start together, while the other waits', async () => {
    const results = await Promise.all([ensure(), ensure()])
    expect(results.map((result) => result.code)).toEqual([0, 0])
    expect(results.filter((result) => result.err.includes('Installing'))).toHaveLength(1)
  })

  it('are installed over the lock of an installation that was killed', async () => {
    mkdirSync(join(root, '.chairside'))
    const gone = spawn(process.execPath, ['-e', ''])
    await new Promise((resolve) => gone.once('close', resolve))
    writeFileSync(join(root, '.chairside', 'install.lock'), String(gone.pid))
    expect((await ensure()).code).toBe(0)
  })

  it('that cannot be downloaded, or no npm, end in a sentence and exit code 1', async () => {
    const integrity = `sha512-${'A'.repeat(86)}==`
    writeProject({ far: '1.0.0' }, { 'node_modules/far': { version: '1.0.0', resolved: 'http://127.0.0.1:9/far-1.0.0.tgz', integrity } })
    const offline = await ensure({ npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0', npm_config_cache: join(root, 'cache') })
    expect(offline.code).toBe(1)
    expect(offline.err).toMatch(/the npm registry cannot be reached/)
    const bare = await ensure(withoutNpm)
    expect(bare.code).toBe(1)
    expect(bare.err).toMatch(/npm was not found/)
  })
})

describe('a failed installation', () => {
  it('is explained by its cause', () => {
    expect(explain('npm error code ENOSPC', '/clinic')).toMatch(/^The disk is full/)
    expect(explain("npm error EACCES: permission denied, mkdir '/clinic/node_modules'", '/clinic')).toMatch(/may not write to \/clinic/)
    expect(explain('npm error code EAI_AGAIN', '/clinic')).toMatch(/registry cannot be reached/)
    expect(explain('npm error code EUSAGE', '/clinic')).toMatch(/do not fit together/)
    expect(explain('npm error something else', '/clinic')).toBe('Installing the packages failed.\nnpm error something else')
  })
})
