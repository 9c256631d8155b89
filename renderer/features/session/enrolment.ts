import { en } from '../../text/index.ts'

const words = en.session.enrol

export interface EnrolmentFields {
  by: 'manager' | 'code'
  address: string
  username: string
  password: string
  code: string
  deviceName: string
}

/** A code as the centre keeps it: `7kq3f-9xwpd` is `7KQ3F9XWPD`. */
export function tidyCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '')
}

/** The first thing that is missing or cannot be right, in a sentence; null when the form can be sent. */
export function enrolmentGap(fields: EnrolmentFields, needsAddress: boolean): string | null {
  const { by, address, username, password, code, deviceName } = fields
  if (needsAddress && address.trim() === '') return en.session.missing(words.address)
  if (by === 'code' && tidyCode(code) === '') return en.session.missing(words.code)
  if (by === 'code' && !/^[0-9A-Z]{10}$/.test(tidyCode(code))) return words.badCode
  if (by === 'manager' && username.trim() === '') return en.session.missing(words.username)
  if (by === 'manager' && password === '') return en.session.missing(words.password)
  return deviceName.trim() === '' ? en.session.missing(words.deviceName) : null
}
