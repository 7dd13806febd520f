import { domainToASCII } from 'node:url'
import { canHoldBsn } from '../identity/without-bsn.ts'
import { type Reading, unreadable, withoutSpacesAround } from './reading.ts'

/** What stands before the @, without quotes: words of these signs, with a dot between them (RFC 5321, 4.1.2). */
const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const longestLocal = 64

/** A name of at least two parts, of which the last is no number. */
const domain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:xn--[a-z0-9-]{1,58}[a-z0-9]|[a-z]{2,63})$/

/** Signs of a domain as people write it, of any alphabet; nothing that the turning into ASCII would read as another sign. */
const written = /^[\p{L}\p{M}0-9.-]+$/u

/** RFC 5321, 4.5.3.1.3: what may stand between the angle brackets. */
const longest = 254

/** One address for mail, in the form in which it is kept: an internationalised domain as ASCII (RFC 5890). */
export function readEmailAddress(text: string): Reading {
  const read = parse(withoutSpacesAround(text))
  return 'value' in read && canHoldBsn(read.value) ? unreadable(number) : read
}

/** The one address to which a mail goes; undefined where a text is none, or is more than that. */
export function addressToSendTo(text: string): string | undefined {
  const read = parse(text)
  return 'value' in read ? read.value : undefined
}

function parse(text: string): Reading {
  const [before = '', after = '', ...more] = text.normalize('NFC').split('@')
  if (more.length > 0 || before === '' || after === '') return unreadable(notOne)
  if (before.startsWith('"')) return unreadable(quoted)
  if (/^[\p{L}\p{M}\p{N}._-]+$/u.test(before) && /\P{ASCII}/u.test(before)) return unreadable(accents)
  if (!local.test(before) || before.length > longestLocal || !written.test(after)) return unreadable(notOne)
  const host = domainToASCII(after)
  const value = `${before}@${host}`
  return domain.test(host) && value.length <= longest ? { value } : unreadable(notOne)
}

const notOne = 'Dit is geen geldig mailadres.'
const quoted = 'Een mailadres met aanhalingstekens wordt niet ondersteund. Geef een ander mailadres.'
const accents =
  'Vóór de @ kan een mailadres alleen letters zonder accenten hebben. Geef een ander mailadres van deze persoon.'
const number = 'Een nummer dat een burgerservicenummer kan zijn, hoort niet in een mailadres.'
