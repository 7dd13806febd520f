import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const project = fileURLToPath(new URL('../..', import.meta.url))

const importing = /(from\s+|import\()'(\.[^']+)'/g

/** The modules of the service, by their path in the repository. */
export const sources: ReadonlyMap<string, string> = new Map(
  ['src', 'db'].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [join(folder, name), readFileSync(join(project, folder, name), 'utf8')] as const),
  ),
)

const imports: ReadonlyMap<string, readonly string[]> = new Map(
  [...sources].map(([file, text]) => [
    file,
    [...text.matchAll(importing)].map(([, , to = '']) => join(dirname(file), to)),
  ]),
)

/** Files that stand beside those of the service: a module that was changed, and the modules between it and those that are looked at. */
export interface Variant {
  readonly files: ReadonlyMap<string, string>
  /** The module that was changed, and those that are looked at, by their new paths. */
  readonly looked: readonly string[]
}

/**
 * A module with another text, and a copy of each module by which the others come to it: they see the change, and nothing else does.
 * @param number tells this variant from others
 */
export function variantOf(file: string, text: string, lookedAt: readonly string[], number: number): Variant {
  const between = new Set([file, ...lookedAt.flatMap((from) => wayTo(from, file))])
  const apart = lookedAt.filter((from) => !between.has(from))
  if (apart.length > 0) throw new Error(`${apart} does not come to ${file}`)
  const renamed = (name: string) => name.replace(/\.ts$/, `.variant-${number}.ts`)
  const files = [...between].map((name) => {
    const own = name === file ? text : (sources.get(name) ?? '')
    const rewritten = own.replace(importing, (found, before: string, to: string) =>
      between.has(join(dirname(name), to)) ? `${before}'${renamed(to)}'` : found,
    )
    return [renamed(name), rewritten] as const
  })
  return { files: new Map(files), looked: [...new Set([file, ...lookedAt])].map(renamed) }
}

/** The modules by which one comes to another, both of them among these; none where it does not. */
export function wayTo(
  from: string,
  to: string,
  seen = new Map<string, readonly string[]>(),
): readonly string[] {
  const known = seen.get(from)
  if (known) return known
  seen.set(from, [])
  const found = from === to ? [to] : (imports.get(from) ?? []).flatMap((next) => wayTo(next, to, seen))
  const whole = found.length > 0 ? [...new Set([from, ...found])] : []
  seen.set(from, whole)
  return whole
}
