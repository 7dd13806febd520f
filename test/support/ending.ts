import type postgres from 'postgres'

/** Ends signals as the database does it (R10), past the service: all of them, or those of a professional, or those named. */
export async function endSignals(
  sql: postgres.Sql,
  which: { readonly professional?: string; readonly ids?: readonly string[] } = {},
  reason = 'risk_gone',
  today = '2026-11-22',
  now = new Date(),
): Promise<void> {
  await sql.begin(async (tx) => {
    const rows = await tx<{ id: string; person: string }[]>`
      select id, young_person_id as person from signal
       where ${which.professional === undefined ? tx`true` : tx`professional_id = ${which.professional}`}
         and ${which.ids === undefined ? tx`true` : tx`id = any (${[...which.ids]}::uuid[])`}`
    await tx`select hold_young_persons(${rows.map(({ person }) => person)}::uuid[])`
    await tx`select end_signals(${rows.map(({ id }) => id)}::uuid[], ${reason}::text::end_reason, ${today}, 'Jw 7.1.4.5 lid 1',
                                null, null, ${now}, ${today})`
  })
}
