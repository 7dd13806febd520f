import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const specifier = /\b((?:from|import)\s*\(?\s*")(\.{1,2}\/[^"]+)\.ts"/g

/**
 * What `npm run build` makes, in seconds where that takes a minute: the same files without their types, at the same places, and without
 * what is of development. (Whether the types are right the gate looks at by `npm run build` itself.)
 */
export function buildQuickly(folder: string): void {
  const files = ['src', 'db'].flatMap((top) =>
    readdirSync(join(folder, top), { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith('.ts'))
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((file) => !file.startsWith(join(folder, 'src/development'))),
  )
  execFileSync(
    join(folder, 'node_modules/.bin/esbuild'),
    [
      ...files,
      `--outdir=${folder}/dist`,
      `--outbase=${folder}`,
      '--format=esm',
      '--target=es2023',
      '--log-level=warning',
    ],
    { cwd: folder },
  )
  for (const { parentPath, name } of readdirSync(join(folder, 'dist'), {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!name.endsWith('.js')) continue
    const file = join(parentPath, name)
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(specifier, '$1$2.js"'))
  }
  for (const name of ['functions', 'migrations'])
    cpSync(join(folder, 'db', name), join(folder, 'dist/db', name), { recursive: true })
  chmodSync(join(folder, 'dist/src/cli/verwijsindex.js'), 0o755)
}
