import { writeFile } from 'node:fs/promises'
import { generatedFiles } from './files.ts'
import { lists } from './lists.ts'

/**
 * `npm run catalogue`: makes from the lists of the code what the database and the documents need of them, and then the document of
 * the API. A new value of an enum needs a migration besides: `npx drizzle-kit generate`.
 */
for (const [path, text] of Object.entries(generatedFiles(lists)))
  await writeFile(new URL(`../../../${path}`, import.meta.url), text)
