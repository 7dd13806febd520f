import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Made, fetched or built: none of it is part of the project's own files. */
const notOurs = new Set(['node_modules', '.data', '.git', '.tap', 'dist'])

/** What is not ours and a test looks at: git says which files are published, and `.ci/run` fetches tools. */
const lookedAt = ['node_modules', '.git', '.data/oldest-node', '.data/kubernetes-models']

/**
 * A copy of the project in which each `.ts` has its `.js` beside it; returns its folder.
 *
 * Loading the service through tsx takes a process some two seconds more than loading what was compiled, and all tests together
 * begin hundreds of processes. The types are not checked here: `npm run check` does that.
 *
 * @throws Error where the compiler does not write the files
 */
export function compileProject(project: string): string {
  const copy = join(project, '.data/compiled')
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  const compiler = join(project, 'node_modules/typescript/lib/tsc.js')
  const { status } = spawnSync(
    process.execPath,
    [compiler, '-p', project, '--noCheck', '--noEmit', 'false', '--outDir', copy],
    { stdio: ['ignore', 2, 2] },
  )
  if (status !== 0) throw new Error('the tests could not be compiled')
  // After the compiler, which writes JSON as well, in a form of its own.
  for (const name of readdirSync(project).filter((name) => !notOurs.has(name)))
    cpSync(join(project, name), join(copy, name), { recursive: true })
  mkdirSync(join(copy, '.data'))
  for (const name of lookedAt)
    if (existsSync(join(project, name))) symlinkSync(join(project, name), join(copy, name))
  return copy
}
