import { readFileSync } from 'node:fs'
import { extname } from 'node:path'

/** From the source, and from what was compiled of it, which lies one folder deeper. */
const top = extname(import.meta.url) === '.ts' ? '../../' : '../../../'

/** The version of the service, as `package.json` has it. */
export const serviceVersion = (
  JSON.parse(readFileSync(new URL(`${top}package.json`, import.meta.url), 'utf8')) as { version: string }
).version
