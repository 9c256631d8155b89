const DAMAGE = /^SQLITE_(?:CORRUPT|NOTADB|IOERR_(?:READ|SHORT_READ|DATA|CORRUPTFS|WRITE|FSYNC|DIR_FSYNC))/
const DISK_FULL = /^(?:SQLITE_FULL|SQLITE_IOERR_SHM(?:SIZE|MAP|OPEN)|ENOSPC|EDQUOT)$/

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

/** Whether the error says that the file, or the disk under it, does not give back what was written. */
export function isDamage(error: unknown): boolean {
  return DAMAGE.test(codeOf(error)) || codeOf(error) === 'SQLITE_IOERR' || codeOf(error) === 'EIO'
}

/** Whether there is no room on the disk. SQLite needs room beside the replica even to open it. */
export function isDiskFull(error: unknown): boolean {
  return DISK_FULL.test(codeOf(error))
}

/** Whether this user may not write where the file belongs. */
export function isForbidden(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS', 'SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_READONLY_DIRECTORY'].includes(codeOf(error))
}
