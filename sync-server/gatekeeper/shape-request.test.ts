import { describe, expect, it } from 'vitest'
import { DEVICE_PROFILES, describe as describeTable, TABLE_NAMES, tablesFor } from '../../shared/schema/index.ts'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import { HttpError } from '../http/errors.ts'
import { shapeRequest } from './shape-request.ts'

const CLINIC = '019b76da-a800-7001-8000-000000000001'

function device(profile: DeviceProfile = 'front_desk') {
  return { id: '019b76da-a800-7001-8000-0000000000aa', clinicId: CLINIC, series: 'FD1', profile, revokedAt: null, epoch: '' }
}

function ask(query: string, profile?: DeviceProfile): Record<string, string> {
  return Object.fromEntries(shapeRequest(query, device(profile)).upstream)
}

function refusal(query: string, profile?: DeviceProfile): { status: number; code: string; message: string } {
  try {
    ask(query, profile)
  } catch (error) {
    if (error instanceof HttpError) return error
    throw error
  }
  throw new Error(`${query} was not refused`)
}

/** What always goes upstream for patients, whatever the desk asked. */
const PATIENTS = {
  table: 'patients',
  columns: Object.keys(describeTable('patients').columns).map((name) => `"${name}"`).join(','),
  where: '"clinic_id" = $1',
  'params[1]': CLINIC,
  replica: 'full',
}

describe('an honest request', () => {
  it('gets its table, all of its columns and its clinic set by the centre', () => {
    expect(ask('table=patients&offset=-1')).toEqual({ ...PATIENTS, offset: '-1' })
  })

  it('keeps the protocol parameters of the unchanged client', () => {
    const query = 'table=patients&offset=26800584_4&handle=1127172099-1795199504325000&live=true&cursor=60000020&log=full&expired_handle=12-34&cache-buster=abc123'
    expect(ask(query)).toEqual({
      ...PATIENTS, offset: '26800584_4', handle: '1127172099-1795199504325000', live: 'true', cursor: '60000020', log: 'full', expired_handle: '12-34', 'cache-buster': 'abc123',
    })
  })

  it.each(['-1', 'now', '0_0', '0_inf', '26800584_4'])('may ask from offset %s', (offset) => {
    expect(ask(`table=patients&offset=${offset}`).offset).toBe(offset)
  })

  it('filters the clinics table by its own id', () => {
    expect(ask('table=clinics&offset=-1').where).toBe('"id" = $1')
  })

  it.each(DEVICE_PROFILES)('gets exactly the tables of its profile: %s', (profile) => {
    const received = TABLE_NAMES.filter((table) => {
      try {
        return ask(`table=${table}&offset=-1`, profile).table === table
      } catch {
        return false
      }
    })
    expect(received).toEqual(tablesFor(profile))
  })
})

describe('a hostile request', () => {
  it.each([
    ['a table of the centre alone', 'table=audit_log&offset=-1'],
    ['the token hashes', 'table=device_secrets&offset=-1'],
    ['the migrations', 'table=schema_migrations&offset=-1'],
    ['a table that does not exist', 'table=nothing&offset=-1'],
    ['a table of another profile', 'table=payments&offset=-1'],
    ['a schema before the table', 'table=public.patients&offset=-1'],
    ['a quoted table', 'table=%22patients%22&offset=-1'],
    ['another case', 'table=Patients&offset=-1'],
    ['a space after it', 'table=patients%20&offset=-1'],
    ['a null byte after it', 'table=patients%00&offset=-1'],
    ['two tables in one', 'table=patients,users&offset=-1'],
    ['an injected statement', `table=patients;drop table patients&offset=-1`],
    ['a subquery', 'table=(select * from audit_log)&offset=-1'],
    ['a catalogue table', 'table=pg_catalog.pg_authid&offset=-1'],
    ['a property of every object', 'table=__proto__&offset=-1'],
    ['another property of every object', 'table=constructor&offset=-1'],
    ['no table', 'offset=-1'],
    ['an empty table', 'table=&offset=-1'],
    ['a table in a list', 'table[]=patients&offset=-1'],
    ['a table under an encoded name', 'tabl%2565=patients&offset=-1'],
    ['nothing at all', ''],
  ])('for %s is forbidden', (_what, query) => {
    expect(refusal(query, 'chairside')).toMatchObject({ status: 403, code: 'forbidden_table' })
  })

  it.each([
    ['two tables', 'table=patients&table=users&offset=-1'],
    ['two tables, one under an encoded name', 'table=patients&t%61ble=users&offset=-1'],
    ['two offsets', 'table=patients&offset=-1&offset=0_0'],
    ['two wheres', 'table=patients&offset=-1&where=a&where=b'],
    ['no offset', 'table=patients'],
    ['an offset that is none', 'table=patients&offset=abc'],
    ['a negative offset', 'table=patients&offset=-2'],
    ['an endless offset', `table=patients&offset=${'9'.repeat(40)}_0`],
    ['another parameter inside the offset', 'table=patients&offset=-1%26where=true'],
    ['a line break in the offset', 'table=patients&offset=-1%0d%0aX-Secret:%201'],
    ['a line break after the offset', 'table=patients&offset=-1%0a'],
    ['a quote in the handle', `table=patients&offset=0_0&handle=1'--`],
    ['a path in the handle', 'table=patients&offset=0_0&handle=../../admin'],
    ['an endless handle', `table=patients&offset=0_0&handle=${'1'.repeat(500)}`],
    ['live that is neither', 'table=patients&offset=0_0&live=maybe'],
    ['a cursor that is no number', 'table=patients&offset=0_0&cursor=1e9'],
    ['an unknown log mode', 'table=patients&offset=-1&log=everything'],
    ['a cache-buster with a break', 'table=patients&offset=-1&cache-buster=a%0db'],
  ])('with %s is refused', (_what, query) => {
    const { status, code, message } = refusal(query)
    expect({ status, code }).toEqual({ status: 400, code: 'invalid' })
    expect(message).not.toMatch(/abc|9999|maybe|everything|admin/)
  })

  it.each(['live_sse=true', 'experimental_live_sse=true', 'experimental_compaction=true', 'subset__where=true', 'subset__limit=1', 'subset__params=%7B%7D', 'subset__order_by=id', 'subset__where_expr=x', 'subset[where]=true', 'subset={}'])(
    'for another form of answer (%s) is refused', (parameter) => {
      expect(refusal(`table=patients&offset=-1&${parameter}`)).toMatchObject({ status: 400, code: 'not_offered' })
    },
  )

  it.each([
    ['where', 'where=true'],
    ['an encoded where', 'wher%65=true'],
    ['an empty where', 'where='],
    ['a where that widens', 'where=1%3D1%20or%20true'],
    ['columns', 'columns=id,verifier'],
    ['parameters', 'params[1]=019b76da-a800-7001-8000-000000000002'],
    ['encoded parameters', 'params%5B1%5D=019b76da-a800-7001-8000-000000000002'],
    ['more parameters', 'params[2]=x'],
    ['parameters as JSON', 'params={%221%22:%22x%22}'],
    ['replica', 'replica=default'],
    ['a secret', 'secret=guess'],
    ['the old name of the secret', 'api_secret=guess'],
    ['a clinic', 'clinic_id=019b76da-a800-7001-8000-000000000002'],
    ['a database', 'database_id=other'],
  ])('that sets %s is forbidden', (_what, parameter) => {
    expect(refusal(`table=patients&offset=-1&${parameter}`)).toMatchObject({ status: 403, code: 'forbidden_definition' })
    expect(refusal(`${parameter}&table=patients&offset=-1`)).toMatchObject({ status: 403, code: 'forbidden_definition' })
  })

  it.each(['TABLE=users', 'Where=true', 'where%20=true', '%20where=true', 'PARAMS[1]=x', 'Offset=now', 'SUBSET__where=true', 'where%09=true'])('with a parameter in disguise (%s) is refused', (parameter) => {
    expect(refusal(`table=patients&offset=-1&${parameter}`)).toMatchObject({ status: 400, code: 'invalid' })
  })

  it.each([
    ['a prototype', '__proto__=x'],
    ['a constructor', 'constructor=x'],
    ['an unknown parameter', 'anything=else'],
    ['a fragment', 'x=%23'],
  ])('that sets %s, which means nothing, gets what it would have got without', (_what, parameter) => {
    expect(ask(`table=patients&offset=-1&${parameter}`)).toEqual({ ...PATIENTS, offset: '-1' })
    expect(ask(`${parameter}&table=patients&offset=-1`)).toEqual({ ...PATIENTS, offset: '-1' })
  })
})
