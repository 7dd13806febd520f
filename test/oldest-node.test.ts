import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const project = fileURLToPath(new URL('..', import.meta.url))
const { satisfies, minVersion } = createRequire(import.meta.url)('semver') as {
  satisfies(version: string, range: string): boolean
  minVersion(range: string): { version: string } | null
}
const readJson = (name: string) => JSON.parse(readFileSync(join(project, name), 'utf8'))
const manifest = readJson('package.json') as { engines: { node: string }; dependencies: object }
const oldest = minVersion(manifest.engines.node)?.version ?? ''

/** Where .ci/run puts that version. */
const node = join(project, '.data', 'oldest-node', 'package', 'bin', 'node')

interface Locked {
  readonly dev?: boolean
  readonly version?: string
  readonly engines?: { readonly node?: string }
}

t.test(
  'no dependency of the service asks for a newer Node.js than the oldest that is promised',
  async (t) => {
    t.equal(oldest, '20.17.0')
    const packages = Object.entries(readJson('package-lock.json').packages as Record<string, Locked>)
    const used = packages.filter(([path, { dev }]) => path !== '' && dev !== true)
    t.ok(used.length > Object.keys(manifest.dependencies).length)
    const newer = used.filter(([, { engines }]) => engines?.node && !satisfies(oldest, engines.node))
    t.strictSame(
      newer.map(([path, { version, engines }]) => `${path} ${version} asks ${engines?.node}`),
      [],
    )
  },
)

t.test('the documents and the image promise the same Node.js', async (t) => {
  const short = oldest.replace(/\.0$/, '')
  for (const name of ['README.md', 'CONTRIBUTING.md', 'docs/operating.md'])
    t.match(readFileSync(join(project, name), 'utf8'), `${short} or later`, name)
  t.match(readFileSync(join(project, 'publiccode.yml'), 'utf8'), `versionMin: "${short}"`)
  const [, image = ''] =
    /NODE_IMAGE=node:([\d.]+)-/.exec(readFileSync(join(project, 'Dockerfile'), 'utf8')) ?? []
  t.ok(satisfies(image, manifest.engines.node), image)
  t.equal(Number(image.split('.')[0]) % 2, 0, 'a version with long-term support')
})

t.test(
  'on the oldest Node.js every package that the service imports can be loaded',
  { skip: !existsSync(node) && `Node.js ${oldest} is not in .data/oldest-node; .ci/run puts it there` },
  async (t) => {
    t.equal(execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(), `v${oldest}`)
    const imported = importedPackages()
    t.ok(imported.length > 20, imported.join(' '))
    const program = imported.map((name) => `await import('${name}')`).join('\n')
    t.doesNotThrow(() =>
      execFileSync(node, ['--input-type=module', '--eval', `${program}\nprocess.exit()`], { cwd: project }),
    )
  },
)

/** What the production code imports that is not its own and not of Node.js. */
function importedPackages(): string[] {
  const files = ['src', 'db'].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((name) => name.endsWith('.ts') && !name.startsWith(join('src', 'development'))),
  )
  const names = files.flatMap((name) =>
    [
      ...readFileSync(join(project, name), 'utf8').matchAll(
        /^(?:import|export) (?!type )[^'"]*?from '([^'.][^']*)'/gm,
      ),
    ].map(([, from = '']) => from),
  )
  return [...new Set(names)].filter((name) => !name.startsWith('node:')).sort()
}
