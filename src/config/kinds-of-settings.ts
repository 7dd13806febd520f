import { resolve } from 'node:path'
import { z } from 'zod'
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

/** An address in the form that a setting takes; where it is none the sentence says why, and never has the value. */
const address = (protocol: RegExp, form: string) =>
  z.string().pipe(
    z
      .string()
      .refine((text) => reasonAgainstAddress(text) === undefined, {
        error: ({ input }) => reasonAgainstAddress(String(input)),
        abort: true,
      })
      .pipe(z.url({ protocol, error: `takes ${form}` })),
  )

export const postgresUrl = address(
  /^postgres(ql)?$/,
  'the address of a database: postgres://login:password@host:5432/database',
)
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
