import { addDays } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { History } from './history.ts'
import { demoId } from './ids.ts'
import { CLINIC, userId } from './place.ts'
import { serviceId } from './services.ts'
import type { ServiceCode } from './services.ts'

/** sku, name, category, unit, pesos each, reorder level, on hand now, days until the lot expires (null: never) */
const ITEMS = [
  ['GLV-M', 'Nitrile gloves, medium', 'Protection', 'box', 320, 10, 34, 700],
  ['MSK-3', 'Face masks, 3-ply', 'Protection', 'box', 95, 10, 8, null],
  ['BIB', 'Patient bibs', 'Protection', 'pack', 180, 5, 22, null],
  ['LIDO', 'Lidocaine 2% with epinephrine', 'Anaesthesia', 'carpule', 38, 50, 46, 21],
  ['MEPI', 'Mepivacaine 3% plain', 'Anaesthesia', 'carpule', 42, 20, 60, 400],
  ['NDL-S', 'Needles 30G short', 'Anaesthesia', 'piece', 6, 40, 120, 900],
  ['CMP-A2', 'Composite A2, syringe', 'Restorative', 'syringe', 1450, 3, 6, 180],
  ['CMP-A3', 'Composite A3, syringe', 'Restorative', 'syringe', 1450, 3, 2, 12],
  ['ETCH', 'Etching gel', 'Restorative', 'syringe', 260, 4, 9, 240],
  ['BOND', 'Bonding agent', 'Restorative', 'bottle', 1850, 2, 4, 60],
  ['GIC', 'Glass ionomer cement', 'Restorative', 'set', 1600, 2, 3, 320],
  ['SEAL', 'Fissure sealant', 'Preventive', 'syringe', 980, 2, 5, 150],
  ['FLV', 'Fluoride varnish', 'Preventive', 'piece', 85, 30, 0, 365],
  ['GUT', 'Gutta-percha points, assorted', 'Endodontics', 'box', 540, 2, 7, null],
  ['ALG', 'Alginate', 'Prosthetics', 'bag', 390, 3, 3, 75],
  ['SUT', 'Silk sutures 3-0', 'Surgery', 'piece', 75, 12, 28, -5],
] as const

type Sku = (typeof ITEMS)[number][0]

const RECIPES: readonly (readonly [ServiceCode, Sku, number])[] = [
  ['COMP', 'CMP-A2', 1], ['COMP', 'ETCH', 1], ['COMP', 'LIDO', 1], ['EXT', 'LIDO', 2], ['EXT', 'NDL-S', 1], ['ODONT', 'LIDO', 3], ['ODONT', 'SUT', 2],
  ['RCT', 'GUT', 1], ['RCT', 'LIDO', 2], ['SEAL', 'SEAL', 1], ['PROPHY', 'BIB', 1], ['PFM', 'ALG', 1], ['FLUOR', 'FLV', 1],
]

const itemIndex = (sku: Sku) => ITEMS.findIndex(([known]) => known === sku) + 1

export interface Stock {
  suppliers: Row<'suppliers'>[]
  inventory_items: Row<'inventory_items'>[]
  stock_lots: Row<'stock_lots'>[]
  stock_movements: Row<'stock_movements'>[]
  service_recipes: Row<'service_recipes'>[]
}

/** Inventory whose numbers add up: what was received is what the treatments used and what is on hand. */
export function stockRows(history: History, opened: string, today: string, now: string): Stock {
  const base = { clinic_id: CLINIC, created_at: opened }
  const uses = usesOf(history)
  const used = (sku: Sku) => uses.filter((use) => use.sku === sku).reduce((sum, use) => sum + use.quantity, 0)
  const receipts = ITEMS.filter(([sku, , , , , , onHand]) => onHand + used(sku) > 0)
  const movement = { clinic_id: CLINIC, chart_entry_id: null, moved_by: userId('jun') }
  return {
    suppliers: [
      { ...base, id: demoId('supplier', 1), name: 'Maynilad Dental Supply', phone: '(02) 8555 0177', email: 'orders@example.com', updated_at: now, deleted_at: null },
      { ...base, id: demoId('supplier', 2), name: 'Bambang Medical Trading', phone: '(02) 8555 0119', email: '', updated_at: now, deleted_at: null },
    ],
    inventory_items: ITEMS.map(([sku, name, category, unit, pesos, reorder_level], index) => ({
      ...base, id: demoId('item', index + 1), supplier_id: demoId('supplier', category === 'Protection' ? 2 : 1), sku, name, category, unit, reorder_level,
      unit_cost_centavos: pesos * 100, is_active: true, updated_at: now,
    })),
    stock_lots: receipts.map(([sku, , , , pesos, , , expires]) => ({
      ...base, id: lotId(sku), item_id: demoId('item', itemIndex(sku)), lot_number: `L${26_000 + itemIndex(sku) * 41}`,
      expires_on: expires === null ? null : addDays(today, expires), unit_cost_centavos: pesos * 100,
    })),
    stock_movements: [
      ...receipts.map(([sku, , , , , , onHand]) => ({
        ...movement, id: demoId('movement', itemIndex(sku)), created_at: opened, item_id: demoId('item', itemIndex(sku)), lot_id: lotId(sku),
        kind: 'receive' as const, quantity: onHand + used(sku), reason: '',
      })),
      ...uses.map((use, index) => ({
        ...movement, id: demoId('movement', ITEMS.length + index + 1), created_at: use.at, item_id: demoId('item', itemIndex(use.sku)), lot_id: lotId(use.sku),
        kind: 'use' as const, quantity: -use.quantity, reason: 'Treatment', chart_entry_id: use.entryId,
      })),
    ],
    service_recipes: RECIPES.map(([service, sku, quantity], index) => ({
      ...base, id: demoId('recipe', index + 1), service_id: serviceId(service), item_id: demoId('item', itemIndex(sku)), quantity,
    })),
  }
}

function lotId(sku: Sku): string {
  return demoId('lot', itemIndex(sku))
}

function usesOf({ treated }: History): { sku: Sku; quantity: number; entryId: string; at: string }[] {
  return treated.flatMap(({ visit, entryId, at }) =>
    RECIPES.filter(([service]) => service === visit.service).map(([, sku, quantity]) => ({ sku, quantity, entryId, at })))
}
