import type { z } from 'zod'
import { sentenceOf } from './sentences.ts'

type Given = Readonly<Record<string, string | undefined>>

/** An empty variable is one that is not set. */
export function nonEmpty(env: Given): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, value]],
    ),
  )
}

/**
 * Parses settings by their schema.
 * @returns the values, of which those that are wrong are left out, and a sentence for each fault
 */
export function parseSettings<Schema extends z.ZodObject>(
  schema: Schema,
  given: Given,
): { values: z.output<Schema>; faults: string[] } {
  const parsed = schema.safeParse(given, { error: sentenceOf })
  if (parsed.success) return { values: parsed.data, faults: [] }
  const { issues } = parsed.error
  const wrong = new Set(issues.map(({ path: [name] }) => name))
  const usable = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)))
  return {
    values: schema.parse(usable),
    faults: issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  }
}

/** A sentence for each setting that production needs and that is not there, with what it is. */
export function findMissing<Name extends string>(
  given: Given,
  needed: readonly (readonly [Name, ...Name[]])[],
  settings: Readonly<Record<Name, { meta(): { description?: string | undefined } | undefined }>>,
): string[] {
  return needed
    .filter((names) => names.every((name) => given[name] === undefined))
    .map(([name]) => `${name}: needed in production. ${settings[name].meta()?.description ?? ''}`)
}

/** What does not go together: with another setting, or with production. */
export function findClashes(given: Given, production: boolean): string[] {
  const faults: string[] = []
  if (production && given.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    faults.push(
      'NODE_TLS_REJECT_UNAUTHORIZED: certificates are checked in production; take it away, and name your own authority in NODE_EXTRA_CA_CERTS',
    )
  if (given.KEYS !== undefined && given.KEYS_FILE !== undefined)
    faults.push('KEYS: not together with KEYS_FILE; take one of the two away')
  return faults
}
