import { writeFile } from 'node:fs/promises'
import { buildApp } from '../../app.ts'
import { apiDocument } from './api-document.ts'

const file = new URL('../../../openapi/openapi.json', import.meta.url)

/** `npm run openapi`: writes the public document as it is served. */
async function main(): Promise<void> {
  await writeFile(file, `${JSON.stringify(await apiDocument(buildApp), null, 2)}\n`)
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
