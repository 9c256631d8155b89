import type { StockItem, StockItemDetail } from '../../../shared/protocol/views.ts'
import { fromSqlite } from '../store/codec.ts'
import type { SqliteRow } from '../store/codec.ts'
import type { Db } from '../store/database.ts'
import { all } from './rows.ts'

type JoinedItem = SqliteRow & { on_hand: number; supplier_name: string | null; next_expiry: string | null }

const ITEMS = `select i.*, coalesce((select sum(m.quantity) from stock_movements m where m.item_id = i.id), 0) as on_hand,
  s.name as supplier_name,
  (select min(l.expires_on) from stock_lots l where l.item_id = i.id and l.expires_on is not null
    and (select coalesce(sum(m.quantity), 0) from stock_movements m where m.item_id = i.id and m.lot_id = l.id) > 0) as next_expiry
  from inventory_items i left join suppliers s on s.id = i.supplier_id`

function item(row: JoinedItem): StockItem {
  const card = fromSqlite('inventory_items', row)
  return { ...card, onHand: row.on_hand, isLow: row.on_hand <= card.reorder_level, supplierName: row.supplier_name, nextExpiry: row.next_expiry }
}

/** Everything kept in stock, with what is on hand by its movements. */
export function list(db: Db): StockItem[] {
  return all<JoinedItem>(db, `${ITEMS} order by i.is_active desc, i.name`).map(item)
}

const MOVEMENTS_SHOWN = 200

/** One item with its lots and its newest movements; null when there is no such item. */
export function detail(db: Db, { itemId }: { itemId: string }): StockItemDetail | null {
  const [row] = all<JoinedItem>(db, `${ITEMS} where i.id = ?`, itemId)
  if (!row) return null
  const lots = all<SqliteRow & { on_hand: number }>(db, `select l.*, coalesce((select sum(m.quantity) from stock_movements m where m.item_id = l.item_id and m.lot_id = l.id), 0) as on_hand
    from stock_lots l where l.item_id = ? order by l.expires_on is null, l.expires_on, l.id`, itemId)
  const movements = all<SqliteRow & { by_name: string | null }>(db, `select m.*, u.display_name as by_name from stock_movements m left join users u on u.id = m.moved_by
    where m.item_id = ? order by m.created_at desc, m.id desc limit ?`, itemId, MOVEMENTS_SHOWN)
  return {
    item: item(row),
    lots: lots.map((lot) => ({ ...fromSqlite('stock_lots', lot), onHand: lot.on_hand })),
    movements: movements.map((movement) => ({ ...fromSqlite('stock_movements', movement), byName: movement.by_name })),
  }
}
