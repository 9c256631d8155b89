import { useState } from 'react'
import { Modal } from '@mantine/core'
import { localOf } from '../../../../shared/domain/time.ts'
import type { ClinicReference } from '../../../../shared/protocol/views.ts'
import { useReference, useUser } from '../../../app/live.ts'
import { en } from '../../../text/index.ts'
import { LoadingLines } from '../../../ui/states.tsx'
import { MissingSetup, missingParts } from '../MissingSetup.tsx'
import { BookingForm } from './BookingForm.tsx'
import { startDraft } from './draft.ts'
import { useBooking } from './store.ts'
import type { BookingRequest } from './store.ts'

/** The dialog that books and moves appointments, over any screen. */
export function BookingDialog() {
  const request = useBooking((store) => store.request)
  const close = useBooking((store) => store.close)
  const reference = useReference()
  return (
    <Modal opened={request !== null} onClose={close} title={request?.moving ? en.schedule.moveTitle : en.schedule.bookTitle} size={680}>
      {request && (reference ? <Booking request={request} reference={reference} onClose={close} /> : <LoadingLines />)}
    </Modal>
  )
}

function Booking({ request, reference, onClose }: { request: BookingRequest; reference: ClinicReference; onClose: () => void }) {
  const user = useUser()
  const [start] = useState(() => startDraft(request, reference, user, localOf(new Date().toISOString(), reference.clinic.timezone)))
  const missing = missingParts(reference).filter((part) => part === 'chairs' || part === 'dentists')
  if (missing.length > 0) return <MissingSetup missing={missing} />
  return <BookingForm start={start} request={request} reference={reference} onClose={onClose} />
}
