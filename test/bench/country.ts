import { parseArgs } from 'node:util'
import { readConfig } from '../../src/config.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { openSql } from '../support/open-sql.ts'
import { makeCountry } from './country/make.ts'
import { openCountry } from './country/open.ts'

/**
 * `npm run country -- [--scale 1] [--directory .data/country]`: fills a database with the whole country. That is an embedded one in
 * a directory of its own or, where DATABASE_OWNER_URL says so, one that is migrated and empty; the keys are then thrown away.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scale: { type: 'string', default: '1' },
      directory: { type: 'string', default: '.data/country' },
    },
  })
  const tell = (line: string) => process.stdout.write(`${line}\n`)
  const { ownerUrl } = readConfig().database
  if (ownerUrl === undefined) {
    const country = await openCountry(values.directory, Number(values.scale), tell)
    await country.close()
    return
  }
  const sql = openSql(ownerUrl)
  await makeCountry(sql, parseKeys(generateKeys(false)), Number(values.scale), tell).finally(() =>
    sql.end({ timeout: 5 }),
  )
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
