import { digestOf, readFunctionFiles } from './function-files.ts'

/** Twelve digits that tell the functions of this version of the service from those of any other. */
export const functionDigest = digestOf(readFunctionFiles()).slice(0, 12)

/** The schema in which the functions of this version stand, beside those of a version that runs as well. */
export const functionSchema = schemaOf(functionDigest)

/**
 * The search path of every session of the service and its tools. SQL in TypeScript calls a function by its bare name and so
 * reaches the one that belongs to its own version.
 */
export const searchPath = `${functionSchema}, public, pg_temp`

/** The schema of the functions with a digest. */
export function schemaOf(digest: string): string {
  return `functions_${digest}`
}

/** By what PostgreSQL lists a session of this version, so that migrating knows which versions are in use. */
export function markedName(application: string): string {
  return `${application}/${functionDigest}`
}
