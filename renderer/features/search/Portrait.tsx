import { Avatar } from '@mantine/core'
import { useClinicQuery } from '../../api/hooks.ts'

interface PortraitProps {
  patientId: string
  name: string
  /** False where it is known that there is none: nothing is asked then. */
  hasPhoto: boolean
  size: number
  /** What it shows, where the name does not stand beside it. */
  label?: string
}

/** A patient's face, or the initials where there is no picture. */
export function Portrait({ patientId, name, hasPhoto, size, label }: PortraitProps) {
  const { data } = useClinicQuery('patients.photo', { patientId }, { enabled: hasPhoto })
  if (hasPhoto && data) return <Avatar src={`data:${data.content.startsWith('UklG') ? 'image/webp' : 'image/jpeg'};base64,${data.content}`} alt={label ?? ''} size={size} radius="xl" />
  return <Avatar size={size} radius="xl" color="gray" aria-hidden="true" styles={{ placeholder: { color: 'var(--mantine-color-gray-8)', fontSize: size * 0.38 } }}>{initialsOf(name)}</Avatar>
}

/** First letters of given and family name, from "Family, Given". */
function initialsOf(name: string): string {
  const [family = '', given = ''] = name.split(',').map((part) => part.trim())
  return [given, family].map((part) => String.fromCodePoint(part.codePointAt(0) ?? 32)).join('').trim().toUpperCase()
}
