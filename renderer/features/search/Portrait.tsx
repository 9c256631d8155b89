import { Avatar } from '@mantine/core'
import { useClinicQuery } from '../../api/hooks.ts'

interface PortraitProps {
  patientId: string
  /** False where it is known that there is none: nothing is asked then. */
  hasPhoto: boolean
  size: number
  /** What it shows, where no name stands beside it. */
  label?: string
}

/** A patient's face, or the outline of one where there is no picture. */
export function Portrait({ patientId, hasPhoto, size, label }: PortraitProps) {
  const { data } = useClinicQuery('patients.photo', { patientId }, { enabled: hasPhoto })
  if (hasPhoto && data) return <Avatar src={`data:${data.content.startsWith('UklG') ? 'image/webp' : 'image/jpeg'};base64,${data.content}`} alt={label ?? ''} size={size} radius="xl" />
  return <Avatar size={size} radius="xl" color="gray" aria-hidden="true" />
}
