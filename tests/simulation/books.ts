import type { Row } from '../../shared/schema/index.ts'
import type { PushResult } from '../../shared/protocol/push.ts'
import type { CentreStore } from './centre/store.ts'

/** A write that a desk was asked for and called saved, as the simulation itself remembers it. */
export interface Asked {
  id: string
  desk: number
  client: string
  name: string
  /** As recorded, with what the desk fixed into it. */
  input: Record<string, unknown>
  /** When, by the true clock. */
  at: number
  /** Whether the clock of the desk was set while the write may have waited. */
  clockMoved: boolean
}

type Answers = ReadonlyMap<string, PushResult & { client: string }>

/** Rows that a write adds under an id of its input. */
export const MADE: Record<string, { table: 'patients' | 'medical_alerts' | 'appointments' | 'chart_entries' | 'payments' | 'statements' | 'stock_movements'; id: string }> = {
  'patient.create': { table: 'patients', id: 'id' },
  'alert.add': { table: 'medical_alerts', id: 'id' },
  'appointment.book': { table: 'appointments', id: 'id' },
  'chart.record': { table: 'chart_entries', id: 'id' },
  'treatment.complete': { table: 'chart_entries', id: 'id' },
  'payment.record': { table: 'payments', id: 'id' },
  'statement.issue': { table: 'statements', id: 'id' },
  'stock.receive': { table: 'stock_movements', id: 'id' },
}

/** What the centre holds against what the desks were asked to write. Every sentence is something that is wrong. */
export async function audit(store: CentreStore, asked: readonly Asked[], initial: { movements: Row<'stock_movements'>[] }): Promise<string[]> {
  const answers = new Map((await store.answers()).map((answer) => [answer.id, answer]))
  return [
    ...decided(asked, answers),
    ...(await shown(store, asked, answers)),
    ...(await added(store, asked, answers)),
    ...(await money(store, asked, answers)),
    ...(await stock(store, asked, answers, initial.movements)),
    ...(await slots(store)),
  ]
}

const applied = (answers: Answers, id: string) => answers.get(id) !== undefined && answers.get(id)!.status !== 'rejected'

/** S2, S3: each write was decided, nothing else was, and each desk's in the order it made them. */
function decided(asked: readonly Asked[], answers: Answers): string[] {
  const known = new Set(asked.map(({ id }) => id))
  const missing = asked.filter(({ id }) => !answers.has(id)).map(({ id, name, desk }) => `S2: ${name} ${id} of desk ${desk} was saved there, and the centre has never decided about it`)
  const strange = [...answers.keys()].filter((id) => !known.has(id)).map((id) => `S3: the centre decided about ${id}, which nobody was asked for`)
  return [...missing, ...strange]
}

/** S2: every refused or merged write is an item that a person sees. */
async function shown(store: CentreStore, asked: readonly Asked[], answers: Answers): Promise<string[]> {
  const items = new Map((await store.read('attention_items')).map((item) => [item.mutation_id, item]))
  return asked.flatMap(({ id, name }) => {
    const status = answers.get(id)?.status
    if (status !== 'rejected' && status !== 'merged') return []
    const item = items.get(id)
    if (!item) return [`S2: ${name} ${id} was ${status}, and no person is shown that`]
    return item.outcome === status && (status === 'rejected' || item.losses.length > 0) ? [] : [`S2: ${name} ${id} was ${status}, but its item says ${item.outcome} with ${item.losses.length} losses`]
  })
}

async function added(store: CentreStore, asked: readonly Asked[], answers: Answers): Promise<string[]> {
  const ids = new Map<string, Set<string>>()
  for (const { table } of Object.values(MADE)) ids.set(table, new Set((await store.read(table)).map((row) => row.id)))
  return asked.flatMap(({ id, name, input }) => {
    const made = MADE[name]
    const answer = answers.get(id)
    if (!made || !answer) return []
    const isThere = ids.get(made.table)!.has(String(input[made.id]))
    if (isThere === (answer.status !== 'rejected')) return []
    return [`${name} ${id} was ${answer.status}, and its row is ${isThere ? '' : 'not '}there`]
  })
}

/** No payment lost or doubled, no charge without its treatment. */
async function money(store: CentreStore, asked: readonly Asked[], answers: Answers): Promise<string[]> {
  const wrong: string[] = []
  const payments = new Map((await store.read('payments')).map((row) => [row.id, row]))
  const lines = await store.read('ledger_lines')
  const taken = asked.filter(({ name, id }) => name === 'payment.record' && applied(answers, id))
  for (const { id, input } of taken) {
    const amount = Number(input['amountCentavos'])
    if (payments.get(String(input['id']))?.amount_centavos !== amount) wrong.push(`the payment of ${id} is not ${amount}`)
    if (lines.filter((line) => line.payment_id === input['id'] && line.amount_centavos === -amount).length !== 1) wrong.push(`the payment of ${id} is not once in the ledger`)
  }
  const charged = asked.filter(({ name, id }) => name === 'treatment.complete' && applied(answers, id))
  for (const { id, input } of charged) {
    if (lines.filter((line) => line.chart_entry_id === input['id'] && line.amount_centavos === input['priceCentavos']).length !== 1) wrong.push(`the treatment of ${id} is not once in the ledger`)
  }
  if (payments.size !== taken.length) wrong.push(`there are ${payments.size} payments, and ${taken.length} were taken`)
  if (lines.length !== taken.length + charged.length) wrong.push(`there are ${lines.length} ledger lines for ${taken.length} payments and ${charged.length} treatments`)
  return wrong
}

/** Stock is the sum of its movements, and these are what was asked for. */
async function stock(store: CentreStore, asked: readonly Asked[], answers: Answers, initial: Row<'stock_movements'>[]): Promise<string[]> {
  const recipes = await store.read('service_recipes')
  const expected = new Map<string, number>()
  const move = (item: string, quantity: number) => expected.set(item, (expected.get(item) ?? 0) + quantity)
  for (const { item_id, quantity } of initial) move(item_id, quantity)
  for (const { id, name, input } of asked) {
    if (!applied(answers, id)) continue
    if (name === 'stock.receive') move(String(input['itemId']), Number(input['quantity']))
    if (name === 'stock.use') move(String(input['itemId']), -Number(input['quantity']))
    if (name === 'treatment.complete') for (const part of recipes.filter(({ service_id }) => service_id === input['serviceId'])) move(part.item_id, -part.quantity)
  }
  const movements = await store.read('stock_movements')
  return [...expected].flatMap(([item, quantity]) => {
    const there = movements.filter(({ item_id }) => item_id === item).reduce((sum, row) => sum + row.quantity, 0)
    return there === quantity ? [] : [`of item ${item} there are ${there}, and there should be ${quantity}`]
  })
}

/** No two active appointments share a dentist, a chair or a patient at one time. */
async function slots(store: CentreStore): Promise<string[]> {
  const active = (await store.read('appointments')).filter(({ status, allows_overlap }) => status !== 'cancelled' && status !== 'missed' && !allows_overlap)
  const clashes = active.flatMap((one, index) => active.slice(index + 1).filter((other) =>
    (one.dentist_id === other.dentist_id || one.operatory_id === other.operatory_id || one.patient_id === other.patient_id) && one.starts_at < other.ends_at && other.starts_at < one.ends_at).map((other) => `${one.id} and ${other.id} overlap`))
  return clashes
}
