import { readFileSync } from 'node:fs'
import t from 'tap'
import { billOfMaterials } from '../../src/development/generate/bill-of-materials.ts'

const project = new URL('../../', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, project), 'utf8')

interface Locked {
  readonly dev?: boolean
  readonly version?: string
}

const bom = billOfMaterials(project)

t.test('the bill of materials has every package of the service, with its hash, and no other', async (t) => {
  t.match(bom, { bomFormat: 'CycloneDX', specVersion: /^1\.\d$/, serialNumber: /^urn:uuid:/, version: 1 })
  t.match(bom.metadata.component, { type: 'application', name: 'verwijsindex' })
  const packages = Object.entries(JSON.parse(read('package-lock.json')).packages as Record<string, Locked>)
  const used = packages
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`)
  t.ok(used.length > 100)
  const listed = bom.components.map(({ name, version }) => `${name}@${version}`)
  t.strictSame([...listed].sort(), [...new Set(used)].sort())
  for (const { name, purl, hashes } of bom.components) {
    t.match(purl, /^pkg:npm\/.+@\d/, name)
    t.match(hashes?.[0], { alg: 'SHA-512', content: /^[0-9a-f]{128}$/ }, name)
  }
})

t.test('every part that the bill says something depends on is in it', async (t) => {
  const refs = new Set(bom.components.map((component) => component['bom-ref']))
  const dangling = bom.dependencies.flatMap(({ dependsOn }) => dependsOn.filter((ref) => !refs.has(ref)))
  t.strictSame(dangling, [])
})

t.test('the image has the bill of materials', async (t) => {
  t.equal(JSON.parse(read('package.json')).scripts.sbom, 'node --import tsx src/development/generate/sbom.ts')
  t.match(read('Dockerfile'), /^RUN npm run build && npm run sbom$/m)
  t.match(read('Dockerfile'), /^COPY --from=build \/app\/sbom\.cdx\.json \.\/$/m)
})
