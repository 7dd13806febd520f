import { activities, activityId } from '../activities.ts'
import type { EventEntry } from '../catalogue/entry.ts'
import { entryOf } from '../catalogue.ts'
import { type DataSubject, type NamedLine, type RecordSource, subjectsOf } from './line-record.ts'

/** A record with the fields that NEN 7513 asks for, under the names that the norm gives them. */
export interface Nen7513Record {
  readonly event: {
    readonly eventId: string
    readonly eventName: string
    readonly eventActionCode: ActionCode
    readonly eventDateTime: string
    /** 0: succeeded; 4: refused. */
    readonly eventOutcomeIndicator: 0 | 4
    readonly eventTypeCode: string
  }
  readonly user: {
    readonly userId: string
    readonly userName: string
    readonly roleIdCode: readonly string[]
    /** Whether they asked for it, or were told. */
    readonly userIsRequestor: boolean
  }
  readonly responsibleParty: {
    readonly type: 'organisation' | 'municipality' | 'service'
    readonly id: string
    readonly name: string
  }
  readonly accessPoint: { readonly networkAccessPointTypeCode: 1; readonly networkAccessPointId: string }
  readonly purposeOfUse: string
  readonly ground: string
  readonly participantObject: {
    /** A person, in the part of the one whom it is about. */
    readonly participantObjectTypeCode: 1
    readonly participantObjectTypeCodeRole: 1
    readonly participantObjectIdTypeCode: string
    readonly participantObjectId: string
  } | null
  readonly source: {
    readonly auditEnterpriseSiteId: string
    readonly auditSourceId: string
    readonly auditSourceTypeCode: 4
  }
}

type ActionCode = 'C' | 'R' | 'U' | 'D' | 'E'

const actionCodes: Readonly<Record<EventEntry['action'], ActionCode>> = {
  create: 'C',
  read: 'R',
  update: 'U',
  delete: 'D',
  execute: 'E',
}

/**
 * A line as records of NEN 7513: one for each data subject, and one without where it is about nobody. The point of access is the
 * service itself: whose device it was is not kept.
 */
export function toNen7513(line: NamedLine, source: RecordSource): Nen7513Record[] {
  const subjects: (DataSubject | null)[] = subjectsOf(line, source)
  const { activity, action, outcome, dutch } = entryOf(line.event)
  const record = {
    event: {
      eventId: line.event,
      eventName: dutch,
      eventActionCode: actionCodes[action],
      eventDateTime: line.occurredAt.toISOString(),
      eventOutcomeIndicator: outcome === 'refused' ? (4 as const) : (0 as const),
      eventTypeCode: activityId(activity),
    },
    user: {
      userId: line.actorId ?? source.origin,
      userName: line.actorName ?? 'Verwijsindex',
      roleIdCode: line.actorId === null ? ['system'] : line.actorRoles,
      userIsRequestor: line.actorId !== null && outcome !== 'told',
    },
    responsibleParty: partyOf(line, source),
    accessPoint: { networkAccessPointTypeCode: 1 as const, networkAccessPointId: source.origin },
    purposeOfUse: activities[activity].purpose,
    ground: line.ground ?? activities[activity].ground,
    source: {
      auditEnterpriseSiteId: source.origin,
      auditSourceId: `verwijsindex ${source.version}`,
      auditSourceTypeCode: 4 as const,
    },
  }
  return (subjects.length > 0 ? subjects : [null]).map((subject) => ({
    ...record,
    participantObject: toParticipant(subject),
  }))
}

function partyOf(
  { organisationId, organisationName, municipalityCode }: NamedLine,
  { origin }: RecordSource,
) {
  if (organisationId !== null)
    return { type: 'organisation' as const, id: organisationId, name: organisationName ?? '' }
  if (municipalityCode !== null)
    return { type: 'municipality' as const, id: municipalityCode, name: `Gemeente ${municipalityCode}` }
  return { type: 'service' as const, id: origin, name: 'Verwijsindex' }
}

function toParticipant(subject: DataSubject | null): Nen7513Record['participantObject'] {
  return (
    subject && {
      participantObjectTypeCode: 1,
      participantObjectTypeCodeRole: 1,
      participantObjectIdTypeCode: subject.type,
      participantObjectId: subject.id,
    }
  )
}
