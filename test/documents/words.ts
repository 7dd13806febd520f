import type { Composition } from '../../src/documents/composition.ts'

/** Every piece of text of a composition, in the order in which it is read. */
export function piecesOf({ title, addressee, facts, sections }: Composition): string[] {
  const told = facts.flatMap(({ label, value }) => [label, value])
  return [title, ...(addressee === null ? [] : [addressee]), ...told, ...sections.flatMap(piecesOfSection)]
}

function piecesOfSection({ heading, blocks }: Composition['sections'][number]): string[] {
  const pieces = blocks.flatMap((block): readonly string[] => {
    if (block.kind === 'paragraph') return [block.text]
    if (block.kind === 'list') return block.items
    if (block.kind === 'code') return block.lines
    if (block.kind === 'card')
      return [block.title, ...block.facts.flatMap(({ label, value }) => [label, ...value.split('\n')])]
    return [
      ...block.columns.map(({ title }) => title),
      ...block.rows.flat().flatMap((cell) => cell.split('\n')),
    ]
  })
  return heading === null ? [...pieces] : [heading, ...pieces]
}

/** What stands under a heading. */
export function under(composition: Composition, heading: string | null): string[] {
  const section = composition.sections.find((one) => one.heading === heading)
  if (!section) throw new Error(`no section ${heading}`)
  return piecesOfSection({ ...section, heading: null })
}

export function headingsOf({ sections }: Composition): (string | null)[] {
  return sections.map(({ heading }) => heading)
}

/** The same, with more in every object than there should be: what a careless caller may hand over. */
export function withMore<T>(value: T, more: object): T {
  if (Array.isArray(value)) return value.map((one) => withMore(one, more)) as T
  if (value === null || typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array)
    return value
  const entries = Object.entries(value).map(([name, one]) => [name, withMore(one, more)])
  return { ...Object.fromEntries(entries), ...more }
}

/** How a guardian is addressed, and how a young person is. */
export const formal = /\b(u|uw)\b/i
export const familiar = /\b(je|jij|jou|jouw|jullie)\b/i
