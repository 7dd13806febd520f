import { z } from 'zod'
import { readTitle } from '../../contact/names.ts'
import { reasonAgainstReminders } from '../../convenants/check-limits.ts'
import { reasonAgainstDoubles } from '../../convenants/record-convenant.ts'
import type { Reason } from '../../ground/errors.ts'
import { convenantLimits } from '../../ground/law.ts'
import { reasonAgainstNumberIn } from '../../identity/check-text.ts'
import { Day, DayOrNone, Id, keptText, MunicipalityCode, Next } from '../door/schemas/common.ts'
import { follows } from '../door/schemas/rules.ts'

const { longestTermMonths, smallCountThreshold, tacitRenewalMonths, lapseReminderDays } = convenantLimits

const Title = keptText(120, 'Een titel heeft ten hoogste 120 tekens.', readTitle).meta({
  description: 'Title of the convenant.',
  example: 'Convenant verwijsindex Zwolle',
})

const Until = Day.nullable().meta({
  format: 'date',
  description: 'The last day on which it is in force, before any tacit renewal; null where it has no end.',
  example: '2029-12-31',
})

const Renewal = z
  .int()
  .min(tacitRenewalMonths.least)
  .max(tacitRenewalMonths.most)
  .nullable()
  .meta({ description: 'Renewed tacitly by so many months each time; null where it runs out.', example: 12 })

const Reference = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9./_-]{0,63}$/,
    'Een verwijzing heeft ten hoogste 64 letters, cijfers en de tekens . / _ -',
  )
  .superRefine(follows(reasonAgainstNumberIn))
  .nullable()
  .meta({ description: 'Where the signed document is kept; never its text.', example: 'Z2026-0193/12' })

const LongestTerm = z
  .int()
  .min(longestTermMonths.least)
  .max(longestTermMonths.most)
  .meta({ description: 'The longest term of a signal, within that of the law (months).', example: 24 })

const Threshold = z
  .int()
  .min(smallCountThreshold.least)
  .max(smallCountThreshold.most)
  .meta({ description: 'Counts below this are not shown in reports.', example: 10 })

const ReminderDays = z
  .array(z.int().min(lapseReminderDays.least).max(lapseReminderDays.most))
  .superRefine(follows(reasonAgainstReminders))
  .meta({
    minItems: 1,
    maxItems: lapseReminderDays.times,
    description: 'So many days before a signal lapses its professional is asked whether it still holds.',
    example: [...lapseReminderDays.usual],
  })

export const ConvenantRecording = z
  .strictObject({
    title: Title,
    signedDate: Day.meta({ description: 'When it was signed.', example: '2026-10-01' }),
    inForceFromDate: Day.meta({
      description: 'The first day on which it is in force.',
      example: '2027-01-01',
    }),
    inForceUntilDate: Until.default(null),
    tacitRenewalMonths: Renewal.default(null),
    documentReference: Reference.default(null),
    longestTermMonths: LongestTerm.default(longestTermMonths.usual),
    smallCountThreshold: Threshold.default(smallCountThreshold.usual),
    lapseReminderDays: ReminderDays.default([...lapseReminderDays.usual]),
    municipalityCodes: z
      .array(MunicipalityCode)
      .min(1, 'Noem de gemeenten van het convenant.')
      .max(60, 'Een convenant heeft ten hoogste 60 gemeenten.')
      .superRefine(follows(reasonAgainstDoubles))
      .meta({
        description: 'Your own among them. The others are bound as soon as their administrator agrees.',
        example: ['0193', '0150'],
      }),
  })
  .meta({ id: 'ConvenantRecording', description: 'A convenant that was signed; never its text.' })

export const ConvenantChange = z
  .strictObject({
    title: Title.optional(),
    inForceUntilDate: Until.optional(),
    tacitRenewalMonths: Renewal.optional(),
    documentReference: Reference.optional(),
    longestTermMonths: LongestTerm.optional(),
    smallCountThreshold: Threshold.optional(),
    lapseReminderDays: ReminderDays.optional(),
  })
  .superRefine(follows(reasonAgainstNothing))
  .meta({
    id: 'ConvenantChange',
    description: 'What changes; what is absent stays as it is, and null takes it away.',
  })

export const ConvenantAgreement = z.strictObject({ municipalityCode: MunicipalityCode }).meta({
  id: 'ConvenantAgreement',
  description: 'That a municipality of yours agrees.',
})

export const Convenant = z
  .object({
    id: Id,
    title: z.string(),
    signedDate: z.iso.date(),
    inForceFromDate: z.iso.date(),
    inForceUntilDate: DayOrNone,
    tacitRenewalMonths: z.int().nullable(),
    documentReference: z.string().nullable(),
    longestTermMonths: z.int(),
    smallCountThreshold: z.int(),
    lapseReminderDays: z.array(z.int()),
    currentPeriodUntilDate: DayOrNone.meta({
      description: 'The last day of the term of today, tacit renewals counted; null where it has no end.',
    }),
    municipalities: z.array(
      z.object({
        code: MunicipalityCode,
        name: z.string(),
        fromDate: DayOrNone.meta({
          description: 'Since when it holds here; null as long as the municipality has not agreed.',
        }),
        untilDate: DayOrNone.meta({
          description: 'The first day on which another municipality goes on with it.',
        }),
      }),
    ),
  })
  .meta({ id: 'Convenant', description: 'A written agreement of municipalities with organisations.' })

export const ConvenantPage = z
  .object({ items: z.array(Convenant), next: Next })
  .meta({ id: 'ConvenantPage', description: 'A page of convenants, newest first.' })

function reasonAgainstNothing(change: object): Reason | undefined {
  if (Object.keys(change).length > 0) return undefined
  return { code: 'invalid', detail: 'Noem een veld dat verandert.' }
}
