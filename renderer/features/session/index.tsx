import type { SessionState } from '../../../shared/protocol/views.ts'

export function SessionScreen({ session }: { session: SessionState }) {
  return <p>{session.stage}</p>
}
