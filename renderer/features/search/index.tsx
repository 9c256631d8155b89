export { SearchBox } from './SearchBox.tsx'
export { focusSearch } from './focus.ts'
