import { writeFile } from 'node:fs/promises'
import { catalogueSql } from '../../logbook/catalogue-sql.ts'

/** `npm run catalogue`: has the database hold the logbook to its catalogue (R20), from the next migration on. */
await writeFile(
  new URL('../../../db/functions/logbook/zz_logbook_fields.sql', import.meta.url),
  catalogueSql(),
)
