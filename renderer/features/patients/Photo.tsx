import { useRef } from 'react'
import { Menu, UnstyledButton } from '@mantine/core'
import { ImageUp, Trash2 } from 'lucide-react'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useCan } from '../../app/live.ts'
import { records } from '../../text/en/records.ts'
import { say, sayRefused } from '../../ui/undo.tsx'
import { Portrait } from '../search/Portrait.tsx'
import { portraitOf } from './picture.ts'

const words = records.photo
const TYPES = 'image/png,image/jpeg,image/webp'

/** The portrait at the head of the record, and the menu to choose one or take it away. */
export function Photo({ patientId, name }: { patientId: string; name: string }) {
  const mutate = useMutate()
  const file = useRef<HTMLInputElement>(null)
  const mayWrite = useCan('patients.write')
  const hasPhoto = Boolean(useClinicQuery('patients.photo', { patientId }).data)
  const take = async (chosen: File | undefined) => {
    if (!chosen) return
    const made = await portraitOf(chosen)
    if ('fault' in made) sayRefused(words.refused, words[made.fault])
    else if (await mutate('photo.set', { id: newId(), patientId, content: made.content })) say(words.saved)
  }
  const remove = async () => {
    if (await mutate('photo.remove', { patientId })) say(words.removed)
  }
  const picture = <Portrait patientId={patientId} hasPhoto={hasPhoto} size={38} label={words.of(name)} />
  if (!mayWrite) return picture
  return (
    <>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target><UnstyledButton aria-label={words.menu(name)} style={{ borderRadius: 19 }}>{picture}</UnstyledButton></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<ImageUp size={16} />} onClick={() => file.current?.click()}>{words.choose}</Menu.Item>
          {hasPhoto && <Menu.Item leftSection={<Trash2 size={16} />} onClick={() => void remove()}>{words.remove}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <input
        ref={file}
        type="file"
        hidden
        aria-label={words.file}
        accept={TYPES}
        onChange={(event) => {
          void take(event.currentTarget.files?.[0])
          // The same file may be chosen again.
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}
