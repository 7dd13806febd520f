import type { z } from 'zod'
import { type FaultCode, isFaultCode } from './fault-codes.ts'

type Issue = z.core.$ZodIssue

/** What zod finds by itself. What a rule of ours finds carries its own code. */
const formCodes: Readonly<Record<Exclude<Issue['code'], 'custom'>, FaultCode>> = {
  invalid_type: 'invalid-type',
  invalid_format: 'invalid-format',
  invalid_value: 'invalid-value',
  invalid_union: 'invalid-union',
  invalid_key: 'invalid-key',
  invalid_element: 'invalid-element',
  not_multiple_of: 'not-multiple-of',
  too_big: 'too-big',
  too_small: 'too-small',
  unrecognized_keys: 'unknown-field',
}

/**
 * The code of what a schema found.
 * @throws Error where a rule of a schema names none of the list: that is an error in the schema, and no fault of the request
 */
export function faultCodeOf(issue: Issue): FaultCode {
  if (issue.code !== 'custom') return formCodes[issue.code]
  const code: unknown = issue.params?.code
  if (!isFaultCode(code)) throw new Error('a rule of a schema names no code of the list')
  return code
}
