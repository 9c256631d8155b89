import { PERMISSIONS } from '../../shared/mutators/mutator.ts'
import type { Permission } from '../../shared/mutators/mutator.ts'
import type { Row } from '../../shared/schema/index.ts'

type RoleCode = Row<'roles'>['code']

/** What the built-in roles may do in a new clinic; a manager may change it later. */
const ROLES: Record<RoleCode, { name: string; permissions: readonly Permission[] }> = {
  manager: { name: 'Manager', permissions: PERMISSIONS },
  dentist: {
    name: 'Dentist',
    permissions: ['patients.write', 'schedule.write', 'schedule.override', 'chart.write', 'treatment.complete', 'billing.read', 'stock.write', 'attention.resolve'],
  },
  receptionist: {
    name: 'Receptionist',
    permissions: ['patients.write', 'schedule.write', 'billing.read', 'payments.record', 'statements.issue', 'stock.write', 'attention.resolve'],
  },
  assistant: { name: 'Assistant', permissions: ['patients.write', 'schedule.write', 'chart.write', 'stock.write'] },
}

export const ROLE_CODES = Object.keys(ROLES) as RoleCode[]

/** The four roles every clinic begins with. */
export function builtInRoles(clinicId: string, now: string, idOf: (code: RoleCode) => string): Row<'roles'>[] {
  return ROLE_CODES.map((code) => ({
    id: idOf(code), clinic_id: clinicId, created_at: now, code, name: ROLES[code].name, permissions: [...ROLES[code].permissions], updated_at: now,
  }))
}
