import { importProfessionals } from '../../people/import-professionals.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { errorsOfTable } from '../door/errors-of-table.ts'
import { tableBodyLimit } from '../door/forms.ts'
import { responses } from '../door/responses.ts'
import { fileSchemas } from '../door/schemas/files.ts'
import { ImportQuery } from '../door/schemas/imports.ts'
import { ProfessionalsImport } from './schemas.ts'
import { readProfessionalsTable } from './table.ts'

/** `/v1/professionals/_import`: a table of people, tried or carried out (R3). */
export function professionalImportRoutes(api: Api, service: ApiContext): void {
  api.post(
    '/professionals/_import',
    {
      bodyLimit: tableBodyLimit,
      config: { scope: 'organisation', consumes: 'text/csv' },
      schema: {
        operationId: 'importProfessionals',
        tags: ['professionals'],
        summary: 'Add the people of a table to your organisation, and invite them',
        description:
          'With the headings of the export. All of it or nothing. Who is known by their address gets the details of the table, ' +
          'and its roles in addition. A dry run names every fault by its line, and says what would be done.',
        querystring: ImportQuery,
        body: fileSchemas['text/csv'],
        response: responses({
          200: { schema: ProfessionalsImport, description: 'What was done, or would be.' },
        }),
      },
    },
    async (request) => {
      const isDryRun = request.query.dryRun === 'true'
      const table = readProfessionalsTable(request.body)
      const { rows, faults } = await importProfessionals(service, request.user, table, isDryRun)
      return { dryRun: isDryRun, rows: [...rows], errors: errorsOfTable(faults) }
    },
  )
}
