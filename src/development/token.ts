import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { accounts } from './demonstration/region.ts'
import { issueDevelopmentToken } from './issuer.ts'

/** `npm run token -- --as <professional>`: a token of the development issuer, on the standard output. */
async function main(): Promise<void> {
  const config = readConfig()
  if (config.production) throw new Error('There is no development issuer in production mode.')
  const { values } = parseArgs({ options: { as: { type: 'string' } } })
  if (!accounts.some(({ key }) => key === values.as)) {
    const known = accounts.map(
      ({ key, jobTitle, organisation }) =>
        `  ${key.padEnd(24)}${jobTitle}${organisation ? ` (${organisation})` : ''}`,
    )
    throw new Error(`Use: npm run token -- --as <account>, one of\n${known.join('\n')}`)
  }
  process.stdout.write(
    `${await issueDevelopmentToken(config.dataDirectory, String(values.as), config.audience)}\n`,
  )
}

main().catch((error: NodeJS.ErrnoException) => {
  const missing = error.code === 'ENOENT'
  process.stderr.write(
    `${missing ? 'There is no development issuer yet: run npm start first.' : error.message}\n`,
  )
  process.exit(1)
})
