import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'

export const folder = fileURLToPath(new URL('../../docs/operating/kubernetes/', import.meta.url))

/** A resource of Kubernetes, as far as the tests read it. */
export interface Resource {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Labels
  }
  readonly data?: Readonly<Record<string, string>>
  readonly spec: Readonly<Record<string, unknown>>
  readonly file: string
}

export type Labels = Readonly<Record<string, string>>

export interface Container {
  readonly name: string
  readonly image: string
  readonly command?: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[]
  readonly envFrom?: readonly object[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly volumeMounts: readonly {
    readonly name: string
    readonly mountPath: string
    readonly readOnly?: boolean
  }[]
  readonly securityContext: object
  readonly resources: { readonly requests: object; readonly limits: object }
  readonly startupProbe?: Probe
  readonly livenessProbe?: Probe
  readonly readinessProbe?: Probe
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
}

export interface Pod {
  readonly metadata: { readonly labels: Labels }
  readonly spec: {
    readonly containers: readonly Container[]
    readonly volumes: readonly { readonly name: string; readonly secret?: { readonly secretName: string } }[]
    readonly securityContext: object
    readonly automountServiceAccountToken: boolean
    readonly terminationGracePeriodSeconds?: number
  }
}

/** Every resource of the folder, in the order of the files. */
export const resources: readonly Resource[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
  .flatMap((name) =>
    parseAllDocuments(readFileSync(`${folder}${name}`, 'utf8')).map((document) => {
      if (document.errors.length > 0) throw new Error(`${name}: ${document.errors[0]?.message}`)
      return { spec: {}, ...document.toJS(), file: basename(name) } as Resource
    }),
  )

export const ofKind = (kind: string) => resources.filter((resource) => resource.kind === kind)

/** The one resource of a kind. */
export function theOnly(kind: string): Resource {
  const [found, ...more] = ofKind(kind)
  if (found === undefined || more.length > 0) throw new Error(`not one ${kind}`)
  return found
}

/** The pods that a deployment or a job makes. */
export const pods = resources.flatMap(({ kind, spec }) =>
  kind === 'Deployment' || kind === 'Job' ? [{ kind, pod: spec.template as Pod }] : [],
)
