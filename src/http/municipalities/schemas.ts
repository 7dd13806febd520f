import { z } from 'zod'
import { readMunicipalityName } from '../../contact/names.ts'
import { findCodeFaults } from '../../municipalities/check-merger.ts'
import { CodePageQuery, Day, DayOrNone, keptText, MunicipalityCode } from '../door/schemas/common.ts'
import { followTogether } from '../door/schemas/rules.ts'

const MunicipalityName = keptText(80, 'Een naam heeft ten hoogste 80 tekens.', readMunicipalityName).meta({
  description: 'Name of the municipality.',
  example: 'Zwolle',
})

export const MunicipalityQuery = CodePageQuery

export const MunicipalityParams = z.strictObject({ code: MunicipalityCode })

export const MunicipalityRecording = z
  .strictObject({
    code: MunicipalityCode,
    name: MunicipalityName,
    validFromDate: Day.meta({ description: 'The first day on which it is there.', example: '1900-01-01' }),
  })
  .meta({ id: 'MunicipalityRecording', description: 'A municipality that is not known yet.' })

export const Municipality = z
  .object({
    code: MunicipalityCode,
    name: z.string(),
    validFromDate: z.iso.date(),
    validUntilDate: DayOrNone.meta({
      description: 'The last day on which it is there; null where no end is known.',
    }),
    successor: z
      .object({ code: MunicipalityCode, fromDate: z.iso.date() })
      .nullable()
      .meta({ description: 'Which municipality goes on with everything that was its, and from when.' }),
  })
  .meta({ id: 'Municipality', description: 'A municipality, by its CBS code.' })

export const MunicipalityPage = z
  .object({
    items: z.array(Municipality),
    next: MunicipalityCode.nullable().meta({
      description: 'Value of `after` for the next page, or null.',
      example: '0193',
    }),
  })
  .meta({ id: 'MunicipalityPage', description: 'A page of municipalities, by their codes.' })

export const MunicipalityMerger = z
  .strictObject({
    formerCodes: z
      .array(MunicipalityCode)
      .min(1, 'Noem de gemeenten die opgaan in een andere.')
      .max(20, 'Een herindeling heeft ten hoogste 20 gemeenten.')
      .meta({ description: 'The municipalities that are dissolved.', example: ['0150', '0193'] }),
    successor: z
      .strictObject({
        code: MunicipalityCode,
        name: MunicipalityName.optional().meta({
          description: 'Needed where the municipality is new.',
          example: 'IJsselstad',
        }),
      })
      .meta({ description: 'The one legal successor of all of them.' }),
    mergerDate: Day.meta({
      description: 'The first day of the successor, today or later; usually a 1 January.',
      example: '2027-01-01',
    }),
  })
  .superRefine(followTogether(findCodeFaults))
  .meta({ id: 'MunicipalityMerger', description: 'A merger, a renaming, or a joining of another.' })
