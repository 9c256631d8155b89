export { InventoryScreen } from './InventoryScreen.tsx'
