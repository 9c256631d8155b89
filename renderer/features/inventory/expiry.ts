import { daysBetween } from '../../../shared/domain/time.ts'

export type ExpiryMark = 'expired' | 'within30' | 'within90' | 'later'

/**
 * How close a lot is to the last day it may be used (domain §1.1: expired, 30 and 90 days ahead).
 * Both are calendar days `YYYY-MM-DD`; the last day itself still counts as usable.
 */
export function expiryMark(expiresOn: string, today: string): ExpiryMark {
  const days = daysBetween(today, expiresOn)
  if (days < 0) return 'expired'
  if (days <= 30) return 'within30'
  if (days <= 90) return 'within90'
  return 'later'
}
