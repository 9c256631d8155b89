import { TextInput } from '@mantine/core'
import { en } from '../../text/index.ts'
import { SEARCH_INPUT_ID } from './focus.ts'

export function SearchBox() {
  return <TextInput id={SEARCH_INPUT_ID} aria-label={en.search.label} placeholder={en.search.placeholder} w={320} />
}
