import { existsSync, readFileSync } from 'node:fs'

/** From the source, and from what was compiled of it into a folder of its own, which lies one deeper. */
const places = ['../../package.json', '../../../package.json'].map((path) => new URL(path, import.meta.url))
const found = places.find((place) => existsSync(place))
if (!found) throw new Error('package.json does not lie where the version of the service is read')

/** The version of the service, as `package.json` has it. */
export const serviceVersion = (JSON.parse(readFileSync(found, 'utf8')) as { version: string }).version
