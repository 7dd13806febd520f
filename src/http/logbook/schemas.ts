import { z } from 'zod'
import { findPeriodFaults } from '../../supervision/check-period.ts'
import { endReasons, logbookEvents } from '../../supervision/view-logbook.ts'
import { At, Id, MunicipalityCode, PageQuery } from '../door/schemas/common.ts'
import { follows, followTogether } from '../door/schemas/rules.ts'

const LineId = z
  .int()
  .meta({ description: 'Number of a line, in the order in which they were begun.', example: 4711 })

const Event = z.enum(logbookEvents).meta({ description: 'What happened.', example: 'signal_registered' })

/** An instant that is asked for, in a range that every calendar knows. */
const Instant = z.iso
  .datetime({ offset: true, error: 'Dit is geen tijdstip (2026-11-22T09:30:00Z).', abort: true })
  .superRefine(
    follows((text: string) =>
      text >= '1800' && text < '2101'
        ? undefined
        : { code: 'invalid', detail: 'Dit tijdstip ligt te ver weg.' },
    ),
  )

export const LogbookQuery = z
  .strictObject({
    from: Instant.optional().meta({
      description: 'Lines from this instant on.',
      example: '2026-11-01T00:00:00Z',
    }),
    until: Instant.optional().meta({
      description: 'Lines before this instant.',
      example: '2026-12-01T00:00:00Z',
    }),
    event: Event.optional(),
    organisationId: Id.optional().meta({ description: 'Lines about what this organisation did.' }),
    limit: PageQuery.shape.limit,
    after: z
      .string()
      .regex(/^[1-9]\d{0,14}$/, 'Dit is geen nummer van een regel.')
      .transform(Number)
      .optional()
      .meta({ description: 'Continue after this line: `next` of the page before.', example: '4711' }),
  })
  .superRefine(
    followTogether(({ from, until }) => findPeriodFaults({ from: toDate(from), until: toDate(until) })),
  )

const Named = z.object({ id: Id, name: z.string() }).nullable()

export const LogbookLine = z
  .object({
    id: LineId,
    occurredAt: At,
    event: Event,
    description: z.string().meta({ description: 'What the event is, in Dutch.' }),
    ground: z.string().nullable().meta({ description: 'The article that it rests on.' }),
    actor: Named.meta({ description: 'Who did it, or received it; null where the service did.' }),
    organisation: Named.meta({ description: 'On whose part.' }),
    account: Named.meta({ description: 'Whom an administrative act was about, or for whom one stood in.' }),
    signalId: Id.nullable(),
    matchId: Id.nullable(),
    notificationId: Id.nullable(),
    convenantId: Id.nullable(),
    partnerId: Id.nullable(),
    municipalityCode: MunicipalityCode.nullable(),
    requestId: Id.nullable(),
    reason: z.enum(endReasons).nullable().meta({ description: 'Why something ended.' }),
    day: z.iso.date().nullable().meta({ description: 'The day that it was for.' }),
    count: z.int().nullable(),
    digest: z
      .base64()
      .nullable()
      .meta({ description: 'SHA-256 of what a certificate or a checkpoint is over.' }),
  })
  .meta({
    id: 'LogbookLine',
    description:
      'A line of the logbook: who did what, when and on which ground. Nothing in it says who a young person is.',
  })

export const LogbookPage = z
  .object({
    items: z.array(LogbookLine),
    next: LineId.nullable().meta({ description: 'Value of `after` for the next page, or null.' }),
  })
  .meta({ id: 'LogbookPage', description: 'A page of the logbook, newest first.' })

function toDate(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}
