import { fold } from '../../../shared/domain/names.ts'

/** The code that all versions of a text share, made of its first heading. */
export function codeOf(title: string, taken: readonly string[]): string {
  const plain = fold(title).replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 50).replaceAll(/-+$/g, '') || 'consent'
  let code = plain
  for (let n = 2; taken.includes(code); n++) code = `${plain}-${n}`
  return code
}
