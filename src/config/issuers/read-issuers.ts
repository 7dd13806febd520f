import { z } from 'zod'
import { findIssuerFaults } from './find-faults.ts'
import { fixedClaims, recipeOf } from './recipes.ts'
import type { TokenIssuer } from './rules.ts'
import { type IssuerSettings, issuerSettings } from './settings.ts'

type Given = Readonly<Record<string, unknown>>
type Field = keyof typeof issuerSettings

const fields = Object.keys(issuerSettings) as Field[]

/** The setting TOKEN_ISSUERS, as JSON. Every fault of every issuer is told at once, by the name of its field and without its value. */
export const issuers = z.string().transform((text, context): TokenIssuer[] => {
  const fault = (message: string, ...path: (string | number)[]) => {
    context.addIssue({ code: 'custom', message, path })
    return z.NEVER
  }
  const list = parse(text)
  if (list === undefined) return fault('is not JSON; it takes [{"issuer": "https://…", "jwks": "https://…"}]')
  if (!Array.isArray(list) || list.length === 0) return fault('takes a list of issuers, with at least one')
  const read = list.map((given: unknown, at) =>
    readIssuer(given, (message, ...path) => fault(message, at, ...path)),
  )
  for (const [at, { issuer }] of read.entries())
    if (issuer !== undefined && read.findIndex((other) => other.issuer === issuer) < at)
      fault('stands in the list before: one `iss` has one set of rules', at, 'issuer')
  return context.issues.length > 0 ? z.NEVER : read.map((settings) => resolve(settings as IssuerSettings))
})

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The fields that are usable; the others are told. */
function readIssuer(
  given: unknown,
  fault: (message: string, ...path: string[]) => void,
): Partial<IssuerSettings> {
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    fault('takes an issuer: {"issuer": "…", "jwks": "…"}')
    return {}
  }
  if (Object.keys(given).some((name) => !fields.some((field) => field === name)))
    fault('has a field that is not known')
  const usable: [Field, unknown][] = []
  for (const field of fields) {
    const { success, data, error } = issuerSettings[field].safeParse((given as Given)[field])
    if (success) usable.push([field, data])
    else fault(error.issues[0]?.message ?? 'is not usable', field)
  }
  const settings = Object.fromEntries(usable) as Partial<IssuerSettings>
  // A field that is told already has no other fault.
  const told = fields.filter((field) => !usable.some(([name]) => name === field))
  for (const [field, message] of findIssuerFaults(settings)) if (!told.includes(field)) fault(message, field)
  return settings
}

/** The recipe, with what was set in its place. Of the claims with one value those of the recipe stay. */
function resolve({ issuer, jwks, recipe, claims, ...own }: IssuerSettings): TokenIssuer {
  const set = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
  const rules = { ...recipeOf(recipe).rules, ...set, claims: { ...claims, ...fixedClaims(recipe, issuer) } }
  return { issuer, jwks, recipe, rules }
}
