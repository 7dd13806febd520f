/**
 * The values of an enum of the database, as a file of `db/tables`. Known names keep their place and new ones come behind, since the
 * database adds a value behind the others.
 * @param known the names as that file has them
 * @param all the names of the entries
 */
export function namesFile(
  { constant, what, from }: { readonly constant: string; readonly what: string; readonly from: string },
  known: readonly string[],
  all: readonly string[],
): string {
  const gone = known.filter((name) => !all.includes(name))
  if (gone.length > 0)
    throw new Error(`the database knows ${gone.join(', ')}; ${from} has no entry for it, and an entry stays`)
  const names = [...known, ...all.filter((name) => !known.includes(name))]
  return `/** ${what} Made by \`npm run catalogue\` from ${from}. */
export const ${constant} = [
${names.map((name) => `  '${name}',\n`).join('')}] as const
`
}
