/**
 * The branches of a `case` of PL/pgSQL that returns something for each name, those that return the same together. There is no
 * \`else\`: PL/pgSQL refuses what no branch names.
 * @param value what to return for a name, as SQL
 */
export function cases<Name extends string>(names: readonly Name[], value: (name: Name) => string): string {
  const values = [...new Set(names.map(value))]
  return values
    .map((each) => {
      const alike = names.filter((name) => value(name) === each)
      return `    when ${wrapped(alike, 9)} then return ${each};\n`
    })
    .join('')
}

/** Names, quoted and with commas between them, over as many lines as it takes. */
export function wrapped(names: readonly string[], indent: number): string {
  const lines: string[] = []
  for (const name of names.map((each) => `'${each}'`)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + name.length < 105) lines[lines.length - 1] = `${line}, ${name}`
    else lines.push(name)
  }
  return lines.join(`,\n${' '.repeat(indent)}`)
}
