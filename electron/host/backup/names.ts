/** A backup of the replica, by what its name says. */
export type BackupName = { kind: 'daily'; day: string } | { kind: 'before_update'; version: number }

/** The folder of the backups within the desk's data folder. */
export const BACKUP_DIR = 'backups'

/** Name of the backup of a day, `YYYY-MM-DD`. */
export function dailyName(day: string): string {
  return `replica-${day}.db`
}

/** Name of the backup that is made before the replica is brought to this version. */
export function beforeName(version: number): string {
  return `before-${String(version).padStart(4, '0')}.db`
}

/** What a file name says; undefined when it is not the name of a backup. */
export function parseBackupName(file: string): BackupName | undefined {
  const day = /^replica-(\d{4}-\d{2}-\d{2})\.db$/.exec(file)?.[1]
  if (day !== undefined) return { kind: 'daily', day }
  const version = /^before-(\d{4})\.db$/.exec(file)?.[1]
  return version === undefined ? undefined : { kind: 'before_update', version: Number(version) }
}

/** The day by this PC's clock, `YYYY-MM-DD`: what a person at the desk calls today. */
export function localDay(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}
