import { writeFile } from 'node:fs/promises'
import { generatedFiles } from './files.ts'

/**
 * `npm run catalogue`: makes from the catalogue of events what the database and the documents need of it. A new value of an enum
 * needs a migration besides: `npx drizzle-kit generate`.
 */
for (const [path, text] of Object.entries(generatedFiles()))
  await writeFile(new URL(`../../../${path}`, import.meta.url), text)
