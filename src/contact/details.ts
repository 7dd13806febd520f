import { type Fault, faultsAt, type Reason } from '../ground/errors.ts'
import { readEmailAddress } from './email-address.ts'
import { readJobTitle, readPersonName } from './names.ts'
import { readPhoneNumber } from './phone-number.ts'
import type { Reading } from './reading.ts'

/** Who somebody is and how to reach them. */
export interface Details {
  readonly name: string
  readonly jobTitle: string
  readonly email: string
  readonly phone: string
}

const readers: Readonly<Record<keyof Details, (text: string) => Reading>> = {
  name: readPersonName,
  jobTitle: readJobTitle,
  email: readEmailAddress,
  phone: readPhoneNumber,
}

const fields = Object.keys(readers) as (keyof Details)[]

/**
 * Whether two are the same details, of which one may have been written down before there was one form for each. What cannot be
 * read is compared as it is.
 */
export function sameDetails(one: Details, other: Details): boolean {
  return fields.every(
    (field) => one[field] === other[field] || inOneForm(field, one) === inOneForm(field, other),
  )
}

function inOneForm(field: keyof Details, details: Details): string {
  const read = readers[field](details[field])
  return 'value' in read ? read.value : details[field]
}

/**
 * Everything that speaks against details as they are given, at once: each is in the form in which it is kept, and none has room for
 * a number of a young person (R7).
 * @param place where they stand in the body
 */
export function findDetailFaults(
  details: { readonly [Field in keyof Details]?: string | undefined },
  place = '',
): Fault[] {
  return fields.flatMap((field) => faultsAt(`${place}/${field}`, reasonAgainst(field, details[field])))
}

function reasonAgainst(field: keyof Details, text: string | undefined): Reason | undefined {
  if (text === undefined) return undefined
  const read = readers[field](text)
  if ('reason' in read) return read.reason
  return read.value === text
    ? undefined
    : { code: 'invalid-format', detail: 'Dit is niet de vorm waarin het wordt bewaard.' }
}
