import { v5 as uuidv5 } from 'uuid'
import { fold } from '../../../../shared/domain/names.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import type { Finding } from '../report.ts'
import type { ApexoStaff, ApexoTreatment, Listed } from './file.ts'
import type { Origin } from './patients.ts'

export interface CataloguePlan {
  users: Row<'users'>[]
  services: Row<'services'>[]
  findings: Finding[]
  /** Staff of the file by id; only those who operate can be the dentist of a visit. */
  staff: Map<string, { id: string; name: string; operates: boolean }>
  /** Treatments of the file by id. */
  treatments: Map<string, { id: string; name: string }>
}

export interface ExistingCatalogue {
  ids: ReadonlySet<string>
  usernames: ReadonlySet<string>
  /** Folded names of the people of the clinic. */
  people: ReadonlySet<string>
  serviceCodes: ReadonlySet<string>
  roles: { dentist: string; receptionist: string }
}

type Kind = Pick<Row<'services'>, 'category' | 'treatment_area' | 'finding'>

/** What a treatment is, by words in its name; the first that fits. */
const KINDS: readonly [RegExp, Kind][] = [
  [/ortho/i, { category: 'orthodontics', treatment_area: 'mouth', finding: null }],
  [/rct|root canal/i, { category: 'endodontics', treatment_area: 'tooth', finding: 'root_canal' }],
  [/canal|access|pulp/i, { category: 'endodontics', treatment_area: 'tooth', finding: null }],
  [/composite/i, { category: 'restorations', treatment_area: 'surface', finding: 'filling_composite' }],
  [/amalgam/i, { category: 'restorations', treatment_area: 'surface', finding: 'filling_amalgam' }],
  [/crown|pfm/i, { category: 'prosthodontics', treatment_area: 'tooth', finding: 'crown' }],
  [/rebuild|filling/i, { category: 'restorations', treatment_area: 'tooth', finding: null }],
  [/bite|bridge|denture/i, { category: 'prosthodontics', treatment_area: 'mouth', finding: null }],
  [/exo|extract/i, { category: 'oral_surgery', treatment_area: 'tooth', finding: 'extraction' }],
  [/fracture|gingiv|surg/i, { category: 'oral_surgery', treatment_area: 'mouth', finding: null }],
  [/scal|polish|prophy|clean/i, { category: 'preventive', treatment_area: 'mouth', finding: 'cleaning' }],
  [/diagnos|consult/i, { category: 'other', treatment_area: 'mouth', finding: 'consultation' }],
]
const OTHER: Kind = { category: 'other', treatment_area: 'mouth', finding: null }

/** Plans staff as people who cannot sign in, and treatments as services without a price: Apexo keeps expenses, not prices. */
export function planCatalogue(staff: readonly Listed<ApexoStaff>[], treatments: readonly Listed<ApexoTreatment>[], existing: ExistingCatalogue, origin: Origin): CataloguePlan {
  const plan: CataloguePlan = { users: [], services: [], findings: [], staff: new Map(), treatments: new Map() }
  const usernames = new Set(existing.usernames)
  for (const item of staff) {
    const id = take(item, 'staff', existing.ids, origin, plan.findings, (value) => personRemark(value, existing.people))
    if (!item.ok || !id) continue
    plan.staff.set(item.value.id, { id, name: item.value.name, operates: item.value.operates })
    if (!existing.ids.has(id)) plan.users.push(userRow(item.value, id, freeName(item.value.name, usernames), existing.roles, origin))
  }
  const codes = new Set(existing.serviceCodes)
  for (const item of treatments) {
    const id = take(item, 'treatment', existing.ids, origin, plan.findings, () => '')
    if (!item.ok || !id) continue
    plan.treatments.set(item.value.id, { id, name: item.value.type })
    if (!existing.ids.has(id)) plan.services.push(serviceRow(item.value, id, freeCode(item.value.id, codes), origin))
  }
  return plan
}

/** Notes what becomes of a record and gives its id; null when it cannot be read. */
function take<T extends { id: string }>(item: Listed<T>, record: string, known: ReadonlySet<string>, origin: Origin, findings: Finding[], remark: (value: T) => string): string | null {
  if (!item.ok) {
    findings.push({ outcome: 'rejected', record, where: item.where, reason: item.reason })
    return null
  }
  // These tables keep no id of the source, so the id itself is made from it: a second run finds it, also after a renaming.
  const id = uuidv5(`${origin.source}:${record}:${item.value.id}`, origin.clinicId)
  const isKnown = known.has(id)
  const reason = isKnown ? '' : remark(item.value)
  findings.push({ outcome: isKnown ? 'matched' : 'created', record, where: item.where, reason, review: reason !== '' })
  return id
}

function personRemark(value: ApexoStaff, people: ReadonlySet<string>): string {
  return people.has(fold(value.name)) ? 'A person of the clinic has the same name.' : ''
}

function userRow(value: ApexoStaff, id: string, username: string, roles: ExistingCatalogue['roles'], origin: Origin): Row<'users'> {
  return {
    id, clinic_id: origin.clinicId, created_at: origin.now, role_id: value.operates ? roles.dentist : roles.receptionist, username, display_name: value.name,
    is_dentist: value.operates, colour: '#868e96', prc_licence: '', is_active: false, updated_at: origin.now,
  }
}

function freeName(name: string, taken: Set<string>): string {
  return free(fold(name).replaceAll(' ', '.') || 'staff', '.', taken)
}

function freeCode(id: string, taken: Set<string>): string {
  return free(`APX-${id.slice(0, 8).toUpperCase()}`, '-', taken)
}

function free(wanted: string, separator: string, taken: Set<string>): string {
  let name = wanted
  for (let number = 2; taken.has(name); number++) name = `${wanted}${separator}${number}`
  taken.add(name)
  return name
}

function serviceRow(value: ApexoTreatment, id: string, code: string, origin: Origin): Row<'services'> {
  const kind = KINDS.find(([words]) => words.test(value.type))?.[1] ?? OTHER
  return { id, clinic_id: origin.clinicId, created_at: origin.now, code, name: value.type, ...kind, duration_minutes: 30, price_centavos: 0, colour: '#868e96', is_active: true, updated_at: origin.now }
}
