/** The centre cannot start or a command cannot run; the message is a sentence for the person at the keyboard. */
export class CentreError extends Error {
  override name = 'CentreError'
}

/** The sentence for any failure of a start or a command; never a connection address, which would hold a password. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Something unexpected happened.'
  if (['CentreError', 'MigrationError', 'EmbeddedPostgresError'].includes(error.name)) return error.message
  const code = 'code' in error ? String(error.code) : ''
  return SENTENCES[code] ?? `Something unexpected happened: ${error.message}`
}

const SENTENCES: Record<string, string> = {
  ECONNREFUSED: 'The database cannot be reached: nothing answers at its address.',
  ENOTFOUND: 'The database cannot be reached: its host name is not known.',
  ETIMEDOUT: 'The database cannot be reached: it does not answer.',
  '28P01': 'The database refused the user name or the password.',
  '28000': 'The database refused the user name or the password.',
  '3D000': 'There is no database of that name. Create it first.',
  '42501': 'The database user may not do this. Give the centre a user that owns its database.',
  '53100': 'The disk of the database is full.',
  ENOSPC: 'The disk is full.',
}
