import { activityId } from '../activities.ts'
import { entryOf } from '../catalogue.ts'
import { type NamedLine, type RecordSource, spanId, subjectsOf, traceId } from './line-record.ts'

/** A record of Logboek Dataverwerkingen 1.0 (Logius), section "Component: Logboek". */
export interface LdvRecord {
  readonly trace_id: string
  readonly span_id: string
  readonly parent_span_id?: string
  /** Unset: handled without a fault, but what was asked for was not done. */
  readonly status_code: 'STATUS_CODE_UNSET' | 'STATUS_CODE_OK'
  readonly name: string
  readonly start_time: string
  readonly end_time: string
  readonly resource: { readonly attributes: Readonly<Record<string, string>> }
  readonly attributes: {
    readonly 'dpl.core.processing_activity_id': string
    readonly 'dpl.core.data_subject_id': string
    readonly 'dpl.core.data_subject_id_type': string
  }
}

/**
 * A line as records of Logboek Dataverwerkingen: one for each data subject, the second under the first; none where it is about
 * nobody. A line has one instant, that of its transaction, which stands as its start and its end.
 */
export function toLdv(line: NamedLine, source: RecordSource): LdvRecord[] {
  const at = line.occurredAt.toISOString()
  const { activity, outcome } = entryOf(line.event)
  return subjectsOf(line, source).map((subject, place) => ({
    trace_id: traceId(line, source),
    span_id: spanId(line, place, source),
    ...(place > 0 ? { parent_span_id: spanId(line, 0, source) } : {}),
    status_code: outcome === 'refused' ? 'STATUS_CODE_UNSET' : 'STATUS_CODE_OK',
    name: line.event,
    start_time: at,
    end_time: at,
    resource: { attributes: { name: 'verwijsindex', version: source.version, logbook: source.origin } },
    attributes: {
      'dpl.core.processing_activity_id': activityId(activity),
      'dpl.core.data_subject_id': subject.id,
      'dpl.core.data_subject_id_type': subject.type,
    },
  }))
}
