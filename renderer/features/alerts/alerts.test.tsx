import { afterEach, describe, expect, it } from 'vitest'
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import type { Row } from '../../../shared/schema/index.ts'
import { openScreen } from '../testing/open.tsx'
import { PATIENT, sampleId } from '../testing/samples.ts'
import { AlertBanner } from './index.tsx'

afterEach(cleanup)

const alert = (patch: Partial<Row<'medical_alerts'>> = {}): Row<'medical_alerts'> => ({
  id: sampleId(60), clinic_id: sampleId(1), created_at: '2026-01-05T01:00:00.000Z', patient_id: PATIENT, kind: 'allergy', severity: 'critical', label: 'Latex, swelling', created_by: null, ended_at: null, ended_by: null, ...patch,
})

describe('the alerts beside other work', () => {
  it('stand there in words and in full, how loud each is said as well', async () => {
    const long = `Penicillin ${'and its relatives '.repeat(9)}`.trim()
    openScreen(<AlertBanner patientId={PATIENT} />, { 'patients.alerts': () => [alert({ label: long }), alert({ id: sampleId(61), severity: 'info', label: 'Faints at needles' })] })
    expect((await screen.findByLabelText('Medical alerts')).textContent).toBe(`Critical: ${long}Note: Faints at needles`)
  })

  it('appear when one is noted at another desk', async () => {
    const known: Row<'medical_alerts'>[] = []
    const host = openScreen(<AlertBanner patientId={PATIENT} />, { 'patients.alerts': () => [...known] })
    await waitFor(() => expect(host.inputsOf('patients.alerts')).toHaveLength(1))
    expect(screen.queryByLabelText('Medical alerts')).toBeNull()
    known.push(alert())
    host.emit({ event: 'changed', tables: ['medical_alerts'] })
    expect((await screen.findByLabelText('Medical alerts')).textContent).toContain('Latex')
  })

  it('that could not be read are said to be missing, and are asked for again', async () => {
    let fails = true
    openScreen(<AlertBanner patientId={PATIENT} />, {
      'patients.alerts': () => {
        if (fails) throw Object.assign(new Error('no'), { kind: 'internal' })
        return [alert()]
      },
    })
    expect((await screen.findByRole('alert')).textContent).toContain('The medical alerts could not be read. Ask the patient.')
    fails = false
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect((await screen.findByLabelText('Medical alerts')).textContent).toBe('Critical: Latex, swelling')
  })
})
