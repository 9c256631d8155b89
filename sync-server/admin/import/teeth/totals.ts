import type { Client } from 'pg'

/**
 * Recounts decayed, missing and filled teeth from the stored chart, the way the survey counts them: third molars left out,
 * decay before fillings, teeth lost to disease missing even where an implant stands.
 */
export async function recountTeeth(client: Client, clinicId: string, source: string): Promise<Record<string, number>> {
  const { rows } = await client.query<{ primary: boolean; decayed: number; missing: number; filled: number }>(
    `with teeth as (
       select e.patient_id, e.tooth, e.tooth >= '50' as is_primary,
         bool_or(e.finding in ('caries', 'root_fragment')) as decayed,
         bool_or(e.finding = 'missing') as missing,
         bool_or(e.finding = 'crown' or e.finding like 'filling%') as filled
       from chart_entries e
       where e.clinic_id = $1 and e.legacy_source = $2 and e.voids_entry_id is null and e.tooth !~ '^[1-4]8$'
         and not exists (select 1 from chart_entries v where v.voids_entry_id = e.id)
       group by e.patient_id, e.tooth)
     select is_primary as primary, count(*) filter (where decayed) as decayed, count(*) filter (where missing) as missing,
       count(*) filter (where filled and not decayed) as filled
     from teeth group by is_primary`,
    [clinicId, source],
  )
  const permanent = rows.find((row) => !row.primary)
  const primary = rows.find((row) => row.primary)
  return {
    'D, permanent teeth decayed': permanent?.decayed ?? 0,
    'M, permanent teeth missing through disease': permanent?.missing ?? 0,
    'F, permanent teeth filled': permanent?.filled ?? 0,
    'd, primary teeth decayed': primary?.decayed ?? 0,
    'f, primary teeth filled': primary?.filled ?? 0,
  }
}
