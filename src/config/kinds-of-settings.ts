import { resolve } from 'node:path'
import { z } from 'zod'
import { addressesOfHosts, readHosts, targets } from '../ground/database-hosts.ts'
import { readAuthority } from '../ground/read-authority.ts'
import { reasonAgainstAddress } from './addresses.ts'
import { lines } from './in-the-clear.ts'
import { parseProxies } from './proxies.ts'

/** A whole number in the environment, with its bounds. */
export const whole = (least: number, most: number, otherwise: number) => {
  const error = `takes a whole number from ${least} to ${most}, in digits alone`
  return z
    .string()
    .regex(/^\d{1,9}$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(least, error).max(most, error))
    .default(otherwise)
}

/** A switch: `on` or `off`. */
export const switchedOn = (otherwise: 'on' | 'off') =>
  z
    .enum(['on', 'off'], 'takes on or off')
    .default(otherwise)
    .transform((value) => value === 'on')

/** Waits one after the other, in seconds. */
export const waits = (otherwise: string) =>
  z
    .string()
    .regex(
      /^[1-9]\d{0,6}(,[1-9]\d{0,6})*$/,
      'takes whole numbers of seconds with commas between them: 10,60,300',
    )
    .default(otherwise)
    .transform((text) => text.split(',').map(Number))

/** A name that may stand in a log and in a label of a metric. */
export const name = z
  .string()
  .regex(/^[\w.:-]{1,100}$/, 'takes letters, digits and . _ : - alone, at most 100')

/** Values with commas between them. */
export const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )

/** Addresses to report a weakness to, as RFC 9116 takes them. */
export const contacts = list.pipe(
  z.array(
    z
      .string()
      .regex(
        /^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\+?[\d-]+)$/,
        'takes mailto:…, https://… or tel:…, with commas between them',
      ),
  ),
)

/** A calendar date; the moment at which it begins (UTC). */
export const day = z.iso.date('takes a date: 2027-01-31').transform((text) => new Date(text))

/** Lines that are left in the clear. */
export const cleartext = list.pipe(
  z.array(z.enum(lines, `takes names of lines, with commas between them: ${lines.join(', ')}`)),
)

/** The proxies that may say who the client is. */
export const proxies = z
  .string()
  .default('off')
  .transform((text, context) => {
    try {
      return parseProxies(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
      return z.NEVER
    }
  })

/** A text in which nothing is wrong with how an address was written; where something is the sentence says what, and never has the value. */
const wellWritten = z.string().refine((text) => reasonAgainstAddress(text) === undefined, {
  error: ({ input }) => reasonAgainstAddress(String(input)),
  abort: true,
})

/** An address in the form that a setting takes. */
const address = (protocol: RegExp, form: string) =>
  z.string().pipe(wellWritten.pipe(z.url({ protocol, error: `takes ${form}` })))

const oneHost = z.url({ protocol: /^postgres(ql)?$/ })
/** The address of a database, which may name several hosts: the service looks for the one that takes writes. */
export const postgresUrl = z
  .string()
  .pipe(wellWritten)
  .refine((text) => addressesOfHosts(text).every((one) => oneHost.safeParse(one).success), {
    error:
      'takes the address of a database: postgres://login:password@host:5432/database, or several hosts with commas between them',
    abort: true,
  })
  .refine((text) => asksForWrites(text), {
    error: `has a target_session_attrs by which a standby could be taken; let it be ${targets.join(' or ')}, or take it away`,
  })

function asksForWrites(text: string): boolean {
  const asked = readHosts(text).url.searchParams.getAll('target_session_attrs')
  return asked.every((word) => targets.some((target) => target === word))
}
/** A file with the certificates of the authority of a database. */
export const authority = z
  .string()
  .superRefine((file, context) => {
    try {
      readAuthority(file)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
    }
  })
  .transform((file) => resolve(file))
  .optional()
  .meta({
    description:
      'File with the certificates (PEM) of the authority that signed that of the database; absent: those that Node.js trusts.',
  })
export const mailUrl = address(
  /^smtps?$/,
  'the address of a mail server: smtp://login:password@host:587, or smtps://…:465',
)
/** Where the witness of the logbook is: a directory, or an address. */
export const witnessUrl = address(/^(https|file)$/, 'file:///directory or https://address')
/** An address that others are added to: without a slash at its end. */
export const webUrl = address(/^https?$/, 'an address: https://host, or http://host on the own machine')
  .refine((text) => !/[?#]/.test(text), 'takes an address without ? or #: others are added to it')
  .transform((text) => text.replace(/\/+$/, ''))
/** The same for the API: clients add /v1 themselves. */
export const apiUrl = webUrl.refine((text) => !/\/v1$/.test(text), 'takes the address without /v1 at its end')
