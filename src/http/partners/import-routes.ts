import { importPartners } from '../../partners/import-partners.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { errorsOfTable } from '../door/errors-of-table.ts'
import { tableBodyLimit } from '../door/forms.ts'
import { responses } from '../door/responses.ts'
import { IdParams } from '../door/schemas/common.ts'
import { fileSchemas } from '../door/schemas/files.ts'
import { ImportQuery } from '../door/schemas/imports.ts'
import { PartnersImport } from './schemas.ts'
import { readPartnersTable } from './table.ts'

/** `/v1/convenants/{id}/partners/_import`: a table of organisations, tried or carried out (R4). */
export function partnerImportRoutes(api: Api, service: ApiContext): void {
  api.post(
    '/convenants/:id/partners/_import',
    {
      bodyLimit: tableBodyLimit,
      config: { scope: 'municipality', consumes: 'text/csv' },
      schema: {
        operationId: 'importPartners',
        tags: ['partners'],
        summary: 'Put the organisations of a table on the list, and invite those that are to join',
        description:
          'With the headings of the export. All of it or nothing; what is known stays as it is. A dry run names every fault by its line, and says what would be done.',
        params: IdParams,
        querystring: ImportQuery,
        body: fileSchemas['text/csv'],
        response: responses({ 200: { schema: PartnersImport, description: 'What was done, or would be.' } }),
      },
    },
    async (request) => {
      const isDryRun = request.query.dryRun === 'true'
      const table = readPartnersTable(request.body)
      const done = await importPartners(service, request.user, request.params.id, table, isDryRun)
      return { dryRun: isDryRun, rows: [...done.rows], errors: errorsOfTable(done.faults) }
    },
  )
}
