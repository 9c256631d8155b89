import { base, bool, date, int, nullable, oneOf, table, text, timestamp, uuid } from '../descriptor.ts'

export const suppliers = table('suppliers', {
  comment: 'Where the clinic buys',
  merge: 'fields',
  profiles: ['front_desk', 'manager'],
  columns: {
    ...base,
    name: text('Name of the company'),
    phone: text('Phone number'),
    email: text('E-mail address'),
    updated_at: timestamp('When it was last changed'),
    deleted_at: nullable(timestamp('When it was withdrawn')),
  },
})

export const inventoryItems = table('inventory_items', {
  comment: 'Something the clinic keeps in stock; what is on hand is the sum of its movements',
  merge: 'fields',
  columns: {
    ...base,
    supplier_id: nullable(uuid('The usual supplier')),
    sku: text('Code on the shelf'),
    name: text('Name'),
    category: text('Category'),
    unit: text('What one of it is: box, piece, carpule'),
    reorder_level: int('Order when no more than this many are on hand'),
    unit_cost_centavos: int('Last cost of one unit in centavos'),
    is_active: bool('Whether it is still used'),
    updated_at: timestamp('When it was last changed'),
  },
})

export const stockLots = table('stock_lots', {
  comment: 'A delivery of an item, with its expiry date',
  merge: 'facts',
  indexes: [['item_id', 'expires_on']],
  columns: {
    ...base,
    item_id: uuid('The item'),
    lot_number: text('Number on the package'),
    expires_on: nullable(date('Last day it may be used')),
    unit_cost_centavos: int('Cost of one unit in centavos'),
  },
})

export const stockMovements = table('stock_movements', {
  comment: 'One change of what is on hand; only ever added',
  merge: 'facts',
  indexes: [['item_id', 'lot_id'], ['chart_entry_id']],
  columns: {
    ...base,
    item_id: uuid('The item'),
    lot_id: nullable(uuid('The lot, when known')),
    kind: oneOf('movement_kind', ['receive', 'use', 'adjust', 'expire', 'transfer'], 'What happened'),
    quantity: int('Signed number of units'),
    reason: text('Why'),
    chart_entry_id: nullable(uuid('The treatment it was used for')),
    moved_by: nullable(uuid('Who did it')),
  },
})

export const serviceRecipes = table('service_recipes', {
  comment: 'What completing a service takes from stock',
  merge: 'centre',
  indexes: [['service_id']],
  columns: {
    ...base,
    service_id: uuid('The service'),
    item_id: uuid('The item'),
    quantity: int('Units taken each time'),
  },
})
