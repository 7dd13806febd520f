import type { z } from 'zod'

/**
 * What is said of a value that a setting does not take, where the setting says nothing itself: what to do, and never the value.
 * The library would say what it is, and in its own words.
 */
export function sentenceOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `needs a value of the kind ${kinds[issue.expected] ?? issue.expected}`
    case 'unrecognized_keys':
      // The name of a field is part of the value, and is not told.
      return 'has a field that is not known; leave it out'
    case 'too_small':
      return `needs more: at least ${issue.minimum}`
    case 'too_big':
      return `takes no more than ${issue.maximum}`
    case 'invalid_value':
      return `takes one of ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return 'does not have the form that docs/operating.md gives'
    default:
      return 'is not usable; docs/operating.md says what it takes'
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'whole number',
  array: 'list ([…])',
  object: 'object ({…})',
}
