import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { SmallDisk } from './small-disk.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function diskWithALog(): SmallDisk {
  const folder = mkdtempSync(path.join(tmpdir(), 'chairside-disk-'))
  folders.push(folder)
  const disk = SmallDisk.make(path.join(folder, 'desk-1'), 4)
  writeFileSync(path.join(disk.dir, 'log'), 'what happened')
  return disk
}

const isMounted = ({ dir }: SmallDisk) => spawnSync('mountpoint', ['-q', dir]).status === 0

describe("a desk's small disk", () => {
  it('is unmounted and gone after a run', () => {
    const disk = diskWithALog()
    expect(isMounted(disk)).toBe(disk.canFill)
    disk.remove()
    expect(isMounted(disk)).toBe(false)
    expect(existsSync(path.join(disk.dir, 'log'))).toBe(!disk.canFill)
  })

  it('is unmounted after a run that is kept, too, and what was on it can be read', () => {
    const disk = diskWithALog()
    disk.remove({ keep: true })
    expect(isMounted(disk)).toBe(false)
    expect(readFileSync(path.join(disk.dir, 'log'), 'utf8')).toBe('what happened')
  })
})
