import { LoadingLines } from '../../ui/states.tsx'

/** What is in stock. */
export function InventoryScreen(_: { itemId?: string }) {
  return <LoadingLines lines={10} />
}
