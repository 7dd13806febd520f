/**
 * What may be wrong with one field of a request, or with one row of a table: the closed list of codes, each with its meaning. A code is
 * stable and public. Adding a fault begins here: a code that is not in the list does not compile.
 */
export const faultMeanings = {
  // The form of a request.
  'invalid-type': 'The value is missing, or is of another type.',
  'invalid-format': 'The text does not have the form that is asked.',
  'invalid-value': 'The value is none of those that are possible.',
  'invalid-union': 'The value has none of the forms that are possible.',
  'invalid-key': 'The name of a field is not one that is possible.',
  'invalid-element': 'An element of the list is not possible.',
  'not-multiple-of': 'The number is no multiple of the step.',
  'too-big': 'The number is too large, the text too long, or the list has too many elements.',
  'too-small': 'The number is too small, the text too short, or the list has too few elements.',
  'unknown-field': 'The field does not exist.',
  invalid: 'The value is not possible; `detail` says why.',

  // Registering and renewing signals.
  bsn: 'The number is no citizen service number (R9).',
  'birth-date-in-future': 'The date of birth lies ahead.',
  'not-under-23': 'The person has turned 23 (R8).',
  'removal-date-not-ahead': 'The removal date is not ahead (R11).',
  'removal-date-beyond-term': 'The removal date lies beyond the term of the law or of the convenant (R11).',
  'differs-from-own-signal': 'Your own signal on the young person states something else (R9, R12).',
  'municipality-required': 'More than one municipality is possible: one has to be named.',

  // Requests of data subjects, and deaths.
  'guardian-has-to-sign': 'Under 16 a guardian signs (R21).',
  'young-person-has-to-sign': 'From 12 on the young person signs (R21).',
  'registered-birth-date-required': 'A rectification states the registered date of birth as well.',
  'registered-birth-date-not-asked': 'Only a rectification states the registered date of birth.',
  'birth-date-implausible': 'Nobody of that age is in the index.',
  'nothing-to-confirm': 'The decision destroys nothing that has to be confirmed.',
  'no-such-municipality': 'The municipality is not one for which you decide.',
  'death-in-future': 'The date of death lies ahead.',

  // Municipalities and their mergers.
  'unknown-municipality': 'The municipality is not there.',
  'already-recorded': 'It is recorded already.',
  'own-successor': 'A municipality is not its own successor.',
  duplicate: 'The list names it twice.',
  'merger-in-past': 'A merger is recorded before its day.',
  'already-merged': 'The municipality already goes on in another.',
  'not-there-on-that-day': 'The municipality is not there on that day.',
  'succeeds-later': 'Another municipality goes on in this one on or after that day.',
  'name-required': 'A new municipality needs a name.',

  // Convenants.
  'signed-in-future': 'The day of signing lies ahead.',
  'before-signing': 'A convenant is not in force before it was signed.',
  'until-before-from': 'The end lies before the beginning.',
  'renewal-without-end': 'A convenant without an end is not renewed.',
  'ends-in-past': 'A convenant does not end on a day that has passed.',
  'own-municipality-missing': 'A convenant is recorded by one of its municipalities.',
  'not-in-convenant': 'The convenant does not name the municipality.',

  // Organisations and partners.
  'category-not-designated': 'The law does not designate the category (R1).',
  identifier: 'The number does not have the form, or the check digits, of its kind.',
  'fiscal-number-of-person': 'The number is the citizen service number of an independent functionary (R7).',
  'known-otherwise': 'The organisation is known in another way.',
  'identifiers-contradict': 'The numbers belong to different organisations.',
  'one-organisation': 'Either an organisation of the list is named, or a new one.',
  'not-listed': 'The organisation is not on the list of the convenant.',
  'contact-needed': 'An invitation needs a contact person.',
  'not-the-coordinator': 'An organisation that takes part is invited through one of its own people.',
  'no-change': 'The request changes nothing.',
  'agreement-required': 'The organisation has to agree.',

  // The people of an organisation, and officers.
  'nothing-to-change': 'The request names no field that changes.',
  'already-known': 'Somebody of the organisation has the mail address already.',
  'one-of-two': 'Only one of two fields is possible.',
  'signals-remain': 'It has to be said what becomes of the signals.',
  'no-such-colleague': 'No other professional of the organisation has this id and has logged in.',
  'no-such-signal': 'The professional has no such active signal.',
  'in-the-past': 'The date has passed.',
  'not-after-from': 'The end does not lie after the beginning.',
  'too-long': 'The period is too long.',
  overlaps: 'The period overlaps with another.',
  'no-municipality': 'The role is not held in a municipality.',
  'person-or-account': 'Either a person is named, or an account.',
  'unknown-account': 'The account is not there, or is not yours.',
  oneself: 'Nobody gives themself a role, signals, or the place of a colleague.',
  'role-excluded': 'The person has a role that excludes this one.',
  'already-appointed': 'The person holds the role already.',
  'until-in-past': 'The date has passed.',
  'ends-already': 'The role ends on that day or before.',
  'last-functional-administrator': 'A functional administrator has to stay.',

  // What is asked of the logbook and the figures.
  'period-order': 'The end of the period does not lie after its beginning.',
  'quarter-order': 'The last quarter lies before the first.',
  'too-many-quarters': 'The period has too many quarters.',
  'no-kind': 'Only matches have a kind.',

  // Tables.
  'not-csv': 'The text is no table.',
  'no-rows': 'The table has no rows.',
  'too-many-rows': 'The table has too many rows.',
  'too-many-columns': 'The table has too many columns.',
  column: 'The column has to be there once.',
  'unknown-column': 'The column does not belong in this table.',
  cells: 'The row has another number of cells than there are columns.',
  double: 'Another row says the same.',
  missing: 'The cell is needed.',
  'not-known': 'The word is none of those that are possible.',
} as const satisfies Readonly<Record<string, string>>

export type FaultCode = keyof typeof faultMeanings

export const faultCodes = Object.keys(faultMeanings) as [FaultCode, ...FaultCode[]]

/** Whether a text is a code of the list. */
export function isFaultCode(text: unknown): text is FaultCode {
  return typeof text === 'string' && Object.hasOwn(faultMeanings, text)
}
