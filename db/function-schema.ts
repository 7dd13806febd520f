/** The schema in which the functions of this version of the service stand. */
export const functionSchema = 'functions'

/**
 * The search path of every session of the service and its tools. SQL in TypeScript calls a function by its bare name and so
 * reaches the one that belongs to its own version.
 */
export const searchPath = `${functionSchema}, public, pg_temp`
