import { z } from 'zod'
import { quarterNamed } from '../../ground/calendar.ts'
import type { Fault } from '../../ground/errors.ts'
import { domains, matchKinds } from '../../ground/law.ts'
import { findKindFaults, reasonAgainstPeriod } from '../../reports/check-figures.ts'
import { groupings } from '../../reports/read-figures.ts'
import { MunicipalityCode } from '../door/schemas/common.ts'
import { follows, followTogether } from '../door/schemas/rules.ts'

const quarterForm = /^(?:19|20|21)\d\d-Q[1-4]$/

const Quarter = z
  .string()
  .regex(quarterForm, 'Een kwartaal staat er als 2026-Q3.')
  .meta({ description: 'A quarter of a year in Europe/Amsterdam.', example: '2026-Q3' })

const Domain = z.enum(domains).meta({ description: 'One of the seven domains.', example: 'youth_help' })
const MatchKind = z.enum(matchKinds).meta({
  description: 'How far away the farthest of those was whom a signal met on arrival.',
  example: 'within_municipality',
})

/** Several names with commas in between, each once. */
function listOf<const Names extends readonly [string, ...string[]]>(names: Names, detail: string) {
  const known = new Set<string>(names)
  return z
    .string()
    .transform((text) => text.split(','))
    .superRefine(
      follows((given: string[]) =>
        given.every((name) => known.has(name)) && new Set(given).size === given.length
          ? undefined
          : { code: 'invalid', detail },
      ),
    )
    .transform((given) => given as Names[number][])
}

export const FigureQuery = z
  .strictObject({
    measure: z.enum(['signals', 'matches']).meta({
      description: 'Signals that were registered, or those of them that met others on arrival.',
      example: 'signals',
    }),
    fromQuarter: Quarter,
    untilQuarter: Quarter.meta({ description: 'The last quarter: at most eleven after the first.' }),
    municipalityCode: MunicipalityCode.optional().meta({
      description: 'Of this municipality, and of those that went on in it.',
    }),
    domain: Domain.optional(),
    kind: listOf(matchKinds, 'Deze soorten zijn er niet.').optional().meta({
      description: 'Matches of these kinds only, with commas in between.',
      example: 'within_municipality',
    }),
    groupBy: listOf(groupings, 'Hierop is niet uit te splitsen.').optional().meta({
      description: 'What to tell figures apart by, with commas in between; nothing for one figure.',
      example: 'quarter,domain',
    }),
  })
  .superRefine(followTogether(findPeriodFaults))
  .superRefine(
    followTogether(({ kind, groupBy = [], measure }) => findKindFaults({ measure, kinds: kind, groupBy })),
  )

export const ReportFigure = z
  .object({
    quarter: Quarter.nullable(),
    municipalityCode: MunicipalityCode.nullable(),
    domain: Domain.nullable(),
    kind: MatchKind.nullable(),
    count: z.int().nullable().meta({
      description: 'What may be shown of it; null where that is nothing.',
      example: 128,
    }),
    complete: z.boolean().meta({
      description: 'Whether that is all; otherwise it is at least so many, as small counts are not shown.',
      example: true,
    }),
  })
  .meta({
    id: 'ReportFigure',
    description: 'A figure that can be traced to nobody; null where it is not told apart by something.',
  })

export const ReportFigures = z
  .object({
    publishedQuarters: z.array(Quarter).meta({
      description: 'The quarters asked for that are over and published; the others are in no figure.',
    }),
    items: z.array(ReportFigure),
  })
  .meta({ id: 'ReportFigures', description: 'Figures of closed quarters, which never change.' })

/** What is no name of a quarter has a fault of its own. */
function findPeriodFaults(query: { fromQuarter: string; untilQuarter: string }): Fault[] {
  const names = [query.fromQuarter, query.untilQuarter]
  if (!names.every((name) => quarterForm.test(name))) return []
  const [from = '', until = ''] = names.map(quarterNamed)
  const reason = reasonAgainstPeriod(from, until)
  return reason ? [{ in: 'query', name: 'untilQuarter', ...reason }] : []
}
