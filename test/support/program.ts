import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('../..', import.meta.url))

/**
 * What `node` is given to run a program of the project, named as `src/main.ts`: the compiled one where all tests are run
 * from a compiled copy, and otherwise the source by way of tsx. `root` is the tree of another version.
 */
export function nodeArguments(path: string, root = project): string[] {
  const source = join(root, path)
  const compiled = source.replace(/\.ts$/, '.js')
  return existsSync(compiled) ? [compiled] : ['--import=tsx', source]
}
