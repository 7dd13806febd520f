import { createHash } from 'node:crypto'
import { z } from 'zod'

/**
 * The lines of a file of the ledger: JSON, one object a line, each with a `chain` that is the SHA-256 over the chain of the line
 * before it and its own text without that member. The first line is the head of the file and continues nothing.
 */

/** Something that was destroyed, by the hash of an id that is nowhere any more. */
export interface LedgerEntry {
  readonly id: string
  readonly day: string
  readonly reason: string
  readonly kind: 'young_person' | 'signal'
  /** SHA-256 of the id, in hex. */
  readonly hash: string
  /** By which wind-down, where it was one. */
  readonly windDown?: string | undefined
}

/** How far a file was when another was begun: what is gone from it after that shows. */
export interface FileState {
  readonly file: string
  readonly lines: number
  readonly chain: string
}

export interface LedgerHead {
  readonly ledger: typeof form
  readonly file: string
  readonly after: readonly FileState[]
}

export const form = 'verwijsindex destructions 1'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const headLine = z.strictObject({
  ledger: z.literal(form),
  file: z.string(),
  after: z.array(z.strictObject({ file: z.string(), lines: z.int().min(1), chain: sha256 })),
  chain: sha256,
})
const entryLine = z.strictObject({
  id: z.uuid(),
  day: z.iso.date(),
  reason: z.string().regex(/^[a-z0-9_]{1,40}$/),
  kind: z.enum(['young_person', 'signal']),
  hash: sha256,
  windDown: z.uuid().optional(),
  chain: sha256,
})

/** A line, and the chain as far as it. */
export function writeLine(
  content: LedgerHead | LedgerEntry,
  before: string,
): { text: string; chain: string } {
  const chain = createHash('sha256').update(before).update(JSON.stringify(content)).digest('hex')
  return { text: `${JSON.stringify({ ...content, chain })}\n`, chain }
}

/** The content of a line and its chain; undefined where it is not as it was written, behind what stands before it. */
export function readHead(text: string): { content: LedgerHead; chain: string } | undefined {
  return checked(text, '', headLine)
}

export function readEntry(text: string, before: string): { content: LedgerEntry; chain: string } | undefined {
  return checked(text, before, entryLine)
}

function checked<T extends LedgerHead | LedgerEntry>(
  text: string,
  before: string,
  shape: z.ZodType<T & { chain: string }>,
): { content: T; chain: string } | undefined {
  const parsed = shape.safeParse(parse(text))
  if (!parsed.success) return undefined
  const { chain, ...content } = parsed.data
  return writeLine(content as unknown as T, before).text === `${text}\n`
    ? { content: content as unknown as T, chain }
    : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
