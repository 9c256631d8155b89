import { useState } from 'react'
import { formatPeso } from '../../../shared/domain/money.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { ClinicReference } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import { formatMinutes } from '../../ui/format.ts'
import { ServiceDialog } from './ServiceDialog.tsx'
import { SettingsTable, withDot } from './SettingsTable.tsx'

const words = en.settings.services

/** The price list. */
export function ServicesTab({ reference }: { reference: ClinicReference }) {
  const [editing, setEditing] = useState<Row<'services'> | 'new' | null>(null)
  const services = reference.services.toSorted((a, b) => Number(b.is_active) - Number(a.is_active) || a.category.localeCompare(b.category) || a.name.localeCompare(b.name))
  return (
    <>
      <SettingsTable
        title={words.title}
        addLabel={words.add}
        rows={services}
        columns={[
          { label: words.code, cell: (service) => service.code },
          { label: words.name, cell: (service) => withDot(service.colour, service.name) },
          { label: words.category, cell: (service) => words.categories[service.category] },
          { label: words.duration, align: 'right', cell: (service) => formatMinutes(service.duration_minutes) },
          { label: words.price, align: 'right', cell: (service) => (service.price_centavos === 0 ? words.noPrice : formatPeso(service.price_centavos)) },
        ]}
        keyOf={(service) => service.id}
        isActive={(service) => service.is_active}
        editLabel={(service) => words.edit(service.name)}
        onAdd={() => setEditing('new')}
        onEdit={setEditing}
        empty={{ title: words.empty, text: words.emptyText }}
      />
      {editing !== null && <ServiceDialog service={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </>
  )
}
