/** What a look at a path that is not there comes to. Any other error is one, and is thrown on. */
export function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
