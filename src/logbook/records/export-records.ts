import type postgres from 'postgres'
import { toLdv } from './ldv.ts'
import type { NamedLine, RecordSource } from './line-record.ts'
import { toNen7513 } from './nen7513.ts'
import { type Period, readNamedLines } from './read-named-lines.ts'

/** The forms in which the logbook is exchanged (R20). */
export const recordForms = { ldv: toLdv, nen7513: toNen7513 } as const satisfies Record<
  string,
  (line: NamedLine, source: RecordSource) => object[]
>

export type RecordForm = keyof typeof recordForms

/** The lines of a period in a form, one record of JSON a line. */
export async function* exportRecords(
  sql: postgres.Sql,
  form: RecordForm,
  source: RecordSource,
  period: Period,
): AsyncIterable<string> {
  for await (const line of readNamedLines(sql, period))
    for (const record of recordForms[form](line, source)) yield `${JSON.stringify(record)}\n`
}
