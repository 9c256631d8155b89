export { openWalkIn } from './store.ts'
export { WalkInBar } from './WalkInBar.tsx'
export { WalkInDialog } from './WalkInDialog.tsx'
