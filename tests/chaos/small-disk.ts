import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, rmSync, statfsSync } from 'node:fs'
import path from 'node:path'

const CHUNK = 1024 * 1024

/** A disk of one desk's own, small enough to be filled. Without the right to mount one it is a plain folder. */
export class SmallDisk {
  readonly dir: string
  readonly canFill: boolean
  readonly #filler: string

  private constructor(dir: string, canFill: boolean) {
    this.dir = dir
    this.canFill = canFill
    this.#filler = path.join(dir, 'filler')
  }

  static make(dir: string, megabytes = 64): SmallDisk {
    mkdirSync(dir, { recursive: true })
    const isMounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', dir]).status === 0
    return new SmallDisk(dir, isMounted)
  }

  fill(): void {
    for (let size = CHUNK; size >= 4096; ) {
      const { bavail, bsize } = statfsSync(this.dir)
      if (bavail * bsize < size) size /= 4
      else appendFileSync(this.#filler, Buffer.alloc(size))
    }
  }

  makeRoom(): void {
    rmSync(this.#filler, { force: true })
  }

  /** Unmounts it, with what is on it; `keep` leaves what was on it in a plain folder at its place. */
  remove({ keep = false } = {}): void {
    if (!this.canFill) return
    const kept = `${this.dir}.kept`
    if (keep) cpSync(this.dir, kept, { recursive: true })
    spawnSync('umount', ['-l', this.dir])
    if (!keep) return
    cpSync(kept, this.dir, { recursive: true })
    rmSync(kept, { recursive: true })
  }
}
