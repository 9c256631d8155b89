import type { Row } from '../../../shared/schema/index.ts'
import { demoId } from './ids.ts'
import { CLINIC } from './place.ts'

/** code, name, category, area, finding, minutes, pesos, colour */
const SERVICES = [
  ['CONS', 'Consultation', 'other', 'mouth', 'consultation', 30, 500, '#868e96'],
  ['PROPHY', 'Oral prophylaxis', 'preventive', 'mouth', 'cleaning', 45, 1200, '#12b886'],
  ['FLUOR', 'Fluoride application', 'preventive', 'mouth', 'treatment', 30, 900, '#38d9a9'],
  ['SEAL', 'Pit and fissure sealant', 'preventive', 'surface', 'sealant', 30, 800, '#20c997'],
  ['COMP', 'Composite filling', 'restorations', 'surface', 'filling_composite', 45, 1500, '#228be6'],
  ['TEMP', 'Temporary filling', 'restorations', 'surface', 'filling', 30, 700, '#74c0fc'],
  ['EXT', 'Simple extraction', 'oral_surgery', 'tooth', 'extraction', 45, 1300, '#e03131'],
  ['ODONT', 'Wisdom tooth surgery', 'oral_surgery', 'tooth', 'extraction_other', 90, 9500, '#c2255c'],
  ['RCT', 'Root canal treatment, per tooth', 'endodontics', 'tooth', 'root_canal', 90, 7500, '#7048e8'],
  ['PFM', 'Porcelain crown', 'prosthodontics', 'tooth', 'crown', 60, 8500, '#f08c00'],
  ['BRACE', 'Braces adjustment', 'orthodontics', 'mouth', 'treatment', 30, 1500, '#ae3ec9'],
  ['PERI', 'Periapical X-ray', 'xrays', 'mouth', 'xray', 15, 400, '#4c6ef5'],
  ['PANO', 'Panoramic X-ray', 'xrays', 'mouth', 'xray', 15, 1000, '#3b5bdb'],
] as const

export type ServiceCode = (typeof SERVICES)[number][0]

export function serviceRows(now: string): Row<'services'>[] {
  return SERVICES.map(([code, name, category, treatment_area, finding, duration_minutes, pesos, colour]) => ({
    id: serviceId(code), clinic_id: CLINIC, created_at: now, code, name, category, treatment_area, finding, duration_minutes,
    price_centavos: pesos * 100, colour, is_active: true, updated_at: now,
  }))
}

/** How long a service usually takes. */
export function minutesOf(code: ServiceCode): number {
  return SERVICES.find(([known]) => known === code)![5]
}

export function serviceId(code: ServiceCode): string {
  return demoId('service', SERVICES.findIndex(([known]) => known === code) + 1)
}
