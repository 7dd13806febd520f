import { z } from 'zod'
import { lines } from './in-the-clear.ts'
import { parseProxies } from './proxies.ts'

/** A whole number in the environment, with its bounds. */
export const whole = (least: number, most: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .default(otherwise)

/** A switch: `on` or `off`. */
export const switchedOn = (otherwise: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(otherwise)
    .transform((value) => value === 'on')

/** A name that may stand in a log and in a label of a metric. */
export const name = z.string().regex(/^[\w.:-]{1,100}$/)

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
  z.array(z.string().regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\+?[\d-]+)$/)),
)

/** A calendar date; the moment at which it begins (UTC). */
export const day = z.iso.date().transform((text) => new Date(text))

/** Lines that are left in the clear. */
export const cleartext = list.pipe(z.array(z.enum(lines)))

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

export const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ })
export const mailUrl = z.url({ protocol: /^smtps?$/ })
/** An address that others are added to: without a slash at its end. */
export const webUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''))

/** Issuers of tokens, as JSON. */
export const issuers = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' })
      return z.NEVER
    }
  })
  .pipe(
    z
      .array(z.strictObject({ issuer: z.string().min(1), jwks: z.url({ protocol: /^(https?|file)$/ }) }))
      .min(1),
  )
