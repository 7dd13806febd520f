import type postgres from 'postgres'

/** The built-in types of which arrays are used, with the type of such an array (`pg_type.dat`). */
const arrayOf: Record<number, number> = {
  16: 1000, // boolean
  17: 1001, // bytea
  20: 1016, // bigint
  21: 1005, // smallint
  23: 1007, // integer
  25: 1009, // text
  114: 199, // json
  701: 1022, // double precision
  869: 1041, // inet
  1042: 1014, // character
  1043: 1015, // character varying
  1082: 1182, // date
  1184: 1185, // timestamptz
  1700: 1231, // numeric
  2950: 2951, // uuid
  3802: 3807, // jsonb
}

type Convert = ((value: unknown) => unknown) | undefined

/**
 * Makes a client read and write arrays of the built-in types. By itself postgres.js 3.4.9 asks the server for
 * the types of arrays on every new connection, and does not await that query: when it fails, the process
 * exits. An array of an enum or of a domain has to be cast to text[] in the query.
 */
export function supportArrays({ parsers, serializers, ...rest }: postgres.ParsedOptions): void {
  const { shared } = rest as unknown as { shared: { typeArrayMap: Record<number, number> } }
  for (const [name, array] of Object.entries(arrayOf)) {
    const element = Number(name)
    shared.typeArrayMap[element] = array
    parsers[array] = (text: string) => parseArray(text, parsers[element])
    serializers[array] = (value: unknown) =>
      Array.isArray(value) ? serializeArray(value, serializers[element]) : value
  }
}

function serializeArray(values: readonly unknown[], serialize: Convert): string {
  const parts = values.map((value) => {
    if (value === null || value === undefined) return 'null'
    if (Array.isArray(value)) return serializeArray(value, serialize)
    return `"${String(serialize ? serialize(value) : value).replace(/["\\]/g, '\\$&')}"`
  })
  return `{${parts.join(',')}}`
}

const token = /"((?:[^"\\]|\\.)*)"|([{}])|([^{},"]+)/gs

function parseArray(text: string, parse: Convert): unknown {
  const open: unknown[][] = [[]]
  for (const [, quoted, brace, bare] of text.slice(text.indexOf('{')).matchAll(token)) {
    if (brace === '{') open.push([])
    else if (brace === '}') open.at(-2)?.push(open.pop())
    else open.at(-1)?.push(element(quoted, bare, parse))
  }
  return open[0]?.[0]
}

function element(quoted: string | undefined, bare: string | undefined, parse: Convert): unknown {
  if (quoted === undefined && bare === 'NULL') return null
  const text = quoted?.replace(/\\(.)/gs, '$1') ?? bare
  return parse ? parse(text) : text
}
