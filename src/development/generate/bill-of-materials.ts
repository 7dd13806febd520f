import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A package. */
export interface Component {
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
}

/** The part of a bill of materials (CycloneDX) that is read here. */
export interface Bom {
  readonly metadata: { readonly component: { readonly name: string; readonly 'bom-ref': string } }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

interface Manifest {
  readonly name: string
  readonly dependencies: Readonly<Record<string, string>>
}

/**
 * What the service is made of, by the lock file: everything that its dependencies lead to. `npm sbom --omit dev` leaves out a package that
 * something of development needs as well, and those are a quarter of them. So the bill of everything is made, and cut down here.
 */
export function billOfMaterials(project: URL): Bom {
  const manifest = JSON.parse(readFileSync(new URL('package.json', project), 'utf8')) as Manifest
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only']
  const all = JSON.parse(
    execFileSync('npm', args, { cwd: project, encoding: 'utf8', maxBuffer: 1 << 26 }),
  ) as Bom
  const { component } = all.metadata
  const direct = Object.entries(manifest.dependencies).map(([name, version]) => `${name}@${version}`)
  const leadsTo = new Map(all.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]))
  const used = new Set(direct)
  for (const ref of used) for (const next of leadsTo.get(ref) ?? []) used.add(next)
  return {
    ...all,
    // Otherwise the name of the folder.
    metadata: { ...all.metadata, component: { ...component, name: manifest.name } },
    components: all.components.filter((each) => used.has(each['bom-ref'])),
    dependencies: [
      { ref: component['bom-ref'], dependsOn: direct },
      ...all.dependencies.filter(({ ref }) => used.has(ref)),
    ],
  }
}
