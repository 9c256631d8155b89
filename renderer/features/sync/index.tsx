export { SyncPill } from './SyncPill.tsx'
