export { ListsScreen } from './ListsScreen.tsx'
export { FrontDeskSettingsTab } from './SettingsTab.tsx'
