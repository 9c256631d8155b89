import type { SessionState } from '../../../shared/protocol/views.ts'
import { EnrolForm } from './EnrolForm.tsx'
import { FirstManagerForm } from './FirstManagerForm.tsx'
import { FirstSync } from './FirstSync.tsx'
import { Frame } from './Frame.tsx'
import { SignInForm } from './SignInForm.tsx'

/** What stands before the shell: setting up the PC, the first copy, the first manager, signing in. */
export function SessionScreen({ session }: { session: SessionState }) {
  switch (session.stage) {
    case 'enrol': return <Frame hasCentre={session.serverUrl !== null}><EnrolForm serverUrl={session.serverUrl} /></Frame>
    case 'loading': return <Frame><FirstSync /></Frame>
    case 'first_manager': return <Frame><FirstManagerForm clinicName={session.clinicName ?? ''} /></Frame>
    default: return <Frame clinicName={session.clinicName}><SignInForm deviceName={session.device?.name ?? null} /></Frame>
  }
}
