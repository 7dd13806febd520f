/** The values of an enum of the database, as a file of `db/tables`. */
export function namesFile(
  { constant, what, from }: { readonly constant: string; readonly what: string; readonly from: string },
  names: readonly string[],
): string {
  return `/** ${what} Made by \`npm run catalogue\` from ${from}. */
export const ${constant} = [
${names.map((name) => `  '${name}',\n`).join('')}] as const
`
}

/**
 * The names of all entries in the order of the database: it adds a value behind the others.
 * @param known the names that the database has
 * @param entries the entries, by name
 * @throws Error where a known name has no entry
 */
export function namesInOrder<Name extends string>(
  known: readonly Name[],
  entries: Readonly<Record<Name, unknown>>,
): Name[] {
  const all = Object.keys(entries) as Name[]
  const gone = known.filter((name) => !all.includes(name))
  if (gone.length > 0) throw new Error(`the database knows ${gone.join(', ')}: an entry stays`)
  return [...known, ...all.filter((name) => !known.includes(name))]
}
