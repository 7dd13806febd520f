import type { z } from 'zod'
import { domainNames } from '../../documents/dutch-names.ts'
import { quarterName, quarterNamed } from '../../ground/calendar.ts'
import type { MatchKind } from '../../ground/law.ts'
import { writeTable } from '../../ground/tables/write-table.ts'
import { type Figures, readFigures } from '../../reports/read-figures.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { formOf } from '../door/forms.ts'
import { responses } from '../door/responses.ts'
import { FigureQuery, ReportFigures } from './schemas.ts'

/** `/v1/report-figures`: figures that give nobody away (R5, R22). */
export function reportRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/report-figures',
    {
      config: { scope: 'reports', produces: ['application/json', 'text/csv'] },
      schema: {
        operationId: 'listReportFigures',
        tags: ['reports'],
        summary: 'Ask for figures on signals and matches',
        description:
          'Of the whole country for a supervisor, of their own municipality for its administrator. A quarter is published ' +
          'once, when it is over. Small counts are summed where that may be and left out elsewhere, so that nothing can ' +
          'be had by taking one figure from another.',
        querystring: FigureQuery,
        response: responses({
          200: { schema: ReportFigures, description: 'The figures.', files: ['text/csv'] },
        }),
      },
    },
    async (request, reply) => {
      const { kind, groupBy, fromQuarter, untilQuarter, ...query } = request.query
      const figures = await readFigures(service, request.user, {
        ...query,
        fromQuarter: quarterNamed(fromQuarter),
        untilQuarter: quarterNamed(untilQuarter),
        kinds: kind,
        groupBy: groupBy ?? [],
      })
      if (formOf(request) === 'text/csv') return reply.type('text/csv; charset=utf-8').send(toTable(figures))
      return toAnswer(figures)
    },
  )
}

function toAnswer({ quarters, items }: Figures): z.input<typeof ReportFigures> {
  return {
    publishedQuarters: quarters.map(quarterName),
    items: items.map((item) => ({ ...item, quarter: item.quarter && quarterName(item.quarter) })),
  }
}

const columns = {
  quarter: 'Kwartaal',
  municipalityCode: 'Gemeente',
  domain: 'Domein',
  kind: 'Soort match',
  count: 'Aantal',
  complete: 'Volledig',
} as const

/** What a Dutch reader calls each kind of match. */
const kindNames: Readonly<Record<MatchKind, string>> = {
  within_organisation: 'Binnen de organisatie',
  within_municipality: 'Binnen de gemeente',
  across_municipalities: 'Over de gemeentegrens',
}

function toTable({ items }: Figures): string {
  return writeTable(
    columns,
    items.map((item) => ({
      ...item,
      quarter: item.quarter && quarterName(item.quarter),
      domain: item.domain && domainNames[item.domain],
      kind: item.kind && kindNames[item.kind],
      complete: item.complete ? 'ja' : 'nee, ten minste',
    })),
  )
}
