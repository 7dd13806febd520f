import { z } from 'zod'
import { sentenceOf } from '../config/sentences.ts'

/** How the keys stand in their file: JSON, each key by its version. What was destroyed stays there by its number and day. */

const thirtyTwoBytes = z
  .base64()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64')

const version = z.int().min(1).max(32_767)
const held = z.strictObject({ version, key: thirtyTwoBytes })
const destroyed = z.strictObject({ version, destroyed: z.iso.date() })
/** Of a logbook key that was destroyed the public key stays: what it signed is verified by that. */
const verifying = z.strictObject({ version, destroyed: z.iso.date(), public: thirtyTwoBytes })

const distinctVersions = (keys: readonly { version: number }[]) =>
  new Set(keys.map((key) => key.version)).size === keys.length
const holdsOne = (keys: readonly object[]) => keys.some((key) => 'key' in key)

function versionsOf<T extends z.ZodType<{ version: number }>>(form: T) {
  return z
    .array(form)
    .min(1)
    .refine(distinctVersions, 'versions must differ')
    .refine(holdsOne, 'all versions were destroyed')
}

const form = z.strictObject({
  demonstration: z.boolean().default(false),
  index: versionsOf(z.union([held, destroyed])),
  seal: versionsOf(z.union([held, destroyed])),
  logbook: z.union([thirtyTwoBytes, versionsOf(z.union([held, verifying]))]).optional(),
  exports: thirtyTwoBytes.optional(),
})

export type KeyFile = z.infer<typeof form>
export type HeldKey = z.infer<typeof held>
export type DestroyedKey = z.infer<typeof destroyed> & { readonly public?: string }

/**
 * Reads the file of the keys.
 * @throws Error naming what is wrong, never with a key in it
 */
export function readKeyFile(json: string): KeyFile {
  const text = json.trim()
  if (text === '') throw new Error('the keys are not usable: there is nothing in the file, or in KEYS')
  const parsed = form.safeParse(safeJson(text), { error: sentenceOf })
  if (parsed.success) return parsed.data
  throw new Error(`the keys are not usable: ${parsed.error.issues.map(faultOf).join('; ')}`)
}

/** The keys as they are written to a file. */
export function writeKeyFile(file: KeyFile): string {
  return `${JSON.stringify(file, null, 2)}\n`
}

export function isHeld(key: HeldKey | DestroyedKey): key is HeldKey {
  return 'key' in key
}

/** The name of a field that is not known might be a key in the wrong place, and is not told. */
function faultOf(issue: z.core.$ZodIssue): string {
  const what = issue.code === 'unrecognized_keys' ? 'has a field that is not known' : issue.message
  return `${issue.path.join('.') || 'keys'}: ${what}`
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('the keys are not usable: they are not JSON')
  }
}
