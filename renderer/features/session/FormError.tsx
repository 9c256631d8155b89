import { Alert } from '@mantine/core'
import { CircleAlert } from 'lucide-react'

/** The reason a form was not taken, announced when it appears. */
export function FormError({ message }: { message: string | null }) {
  return <div role="alert">{message && <Alert role="none" color="red" p="xs" icon={<CircleAlert />}>{message}</Alert>}</div>
}
