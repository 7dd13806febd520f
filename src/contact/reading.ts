import type { Reason } from '../ground/errors.ts'

/** What a field of contact details is read as: the form in which it is kept, or what is wrong with it, in Dutch. */
export type Reading = { readonly value: string } | { readonly reason: Reason }

/** A reading of what has not the form that is asked; `detail` says what to write. */
export function unreadable(detail: string): Reading {
  return { reason: { code: 'invalid-format', detail } }
}

/** Spaces of every width; a line break is none of them. */
export const spaces = ' \\t\\u00A0\\u2000-\\u200A\\u202F'

const around = new RegExp(`^[${spaces}]+|[${spaces}]+$`, 'g')

/** A text without the spaces before and behind it, which come along in copying. */
export function withoutSpacesAround(text: string): string {
  return text.replace(around, '')
}
