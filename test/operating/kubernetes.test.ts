import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'
import { parse } from 'yaml'
import { completeConfig } from '../../src/config/complete-config.ts'
import { readConfig, settings } from '../../src/config.ts'
import { folder, type Labels, ofKind, pods, type Resource, resources, theOnly } from './manifests.ts'

/** Where .ci/run puts the schemas. */
const models = fileURLToPath(new URL('../../.data/kubernetes-models/', import.meta.url))
const skip =
  !existsSync(join(models, 'node_modules')) &&
  'no schemas of Kubernetes in .data/kubernetes-models; .ci/run puts them there'

const deployment = theOnly('Deployment')
const config = theOnly('ConfigMap').data ?? {}
const service = pods.find(({ kind }) => kind === 'Deployment')?.pod
const migration = pods.find(({ kind }) => kind === 'Job')?.pod
if (!service || !migration) throw new Error('no deployment, or no job')
const [container, migrate] = [service.spec.containers[0], migration.spec.containers[0]]
if (!container || !migrate) throw new Error('no container')

const matches = (selector: Labels, labels: Labels) =>
  Object.entries(selector).every(([name, value]) => labels[name] === value)

t.test('each resource is valid by the schema of Kubernetes', { skip }, async (t) => {
  const require = createRequire(models)
  for (const { file, ...resource } of resources) {
    const { apiVersion, kind, metadata } = resource
    // The operator of the database brings a schema of its own, which is not to be had here.
    if (apiVersion.startsWith('postgresql.cnpg.io/')) continue
    const group = apiVersion
    const { [kind]: Model } = require(`kubernetes-models/${group}`) as Record<
      string,
      new (
        data: object,
      ) => { validate(): void }
    >
    if (!t.ok(Model, `${file}: ${apiVersion} has ${kind}`) || !Model) continue
    t.doesNotThrow(() => new Model(resource).validate(), `${file}: ${kind} ${metadata.name}`)
  }
  const { Deployment } = require('kubernetes-models/apps/v1') as Record<
    string,
    new (
      data: object,
    ) => { validate(): void }
  >
  t.throws(
    () => Deployment && new Deployment({ ...deployment, spec: { replicas: 'two' } }).validate(),
    'and it refuses',
  )
})

t.test('no resource has a key that Kubernetes does not know', { skip }, async (t) => {
  const directory = t.testdir({})
  const known = resources.filter(({ apiVersion }) => !apiVersion.startsWith('postgresql.cnpg.io/'))
  /** A literal of the type that the schema has: the compiler refuses a key that is none of its. */
  const check = (name: string, { file: _, ...resource }: Resource) => {
    const { apiVersion, kind, spec, ...rest } = resource
    const file = join(directory, `${name}.ts`)
    const literal = JSON.stringify({
      apiVersion,
      kind,
      ...rest,
      ...(Object.keys(spec).length > 0 && { spec }),
    })
    writeFileSync(
      file,
      `import type { I${kind} } from 'kubernetes-models/${apiVersion}/${kind}'\nexport const resource: I${kind} = ${literal}\n`,
    )
    return file
  }
  const files = known.map((resource, at) => check(`resource-${at}`, resource))
  const misspelt = check('misspelt', { ...deployment, spec: { ...deployment.spec, replica: 2 } })
  const program = ts.createProgram([...files, misspelt], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: { '*': [join(models, 'node_modules', '*')] },
  })
  const faults = (file: string) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  for (const [at, file] of files.entries())
    t.strictSame(faults(file), [], `${known[at]?.file}: ${known[at]?.kind}`)
  t.match(faults(misspelt).join('\n'), /replica"' does not exist/, 'and a key that is misspelt is found')
})

t.test('the kustomization has every file, and each resource stands in its namespace', async (t) => {
  const kustomization = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'))
  const files = readdirSync(folder).filter((name) => name !== 'kustomization.yaml')
  t.strictSame([...kustomization.resources].sort(), files.sort())
  for (const { kind, metadata } of resources)
    if (kind !== 'Namespace') t.equal(metadata.namespace, kustomization.namespace, `${kind} ${metadata.name}`)
  t.equal(theOnly('Namespace').metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted')
})

t.test('Haven: no pod has a right that it does not need', async (t) => {
  for (const { kind, pod } of pods) {
    const { securityContext, automountServiceAccountToken, containers } = pod.spec
    t.match(
      securityContext,
      { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      kind,
    )
    t.equal(automountServiceAccountToken, false, `${kind}: no token of the cluster`)
    for (const { securityContext: own, resources: asked } of containers) {
      t.strictSame(
        own,
        { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        kind,
      )
      t.strictSame(Object.keys(asked.requests).sort(), ['cpu', 'memory'], `${kind}: requests`)
      t.strictSame(Object.keys(asked.limits).sort(), ['cpu', 'memory'], `${kind}: limits`)
    }
  }
})

t.test('a database that is away does not restart the service, and keeps requests from it', async (t) => {
  const probes = {
    startupProbe: '/health/live',
    livenessProbe: '/health/live',
    readinessProbe: '/health/ready',
  } as const
  for (const [probe, path] of Object.entries(probes))
    t.strictSame(container[probe as keyof typeof probes]?.httpGet, { path, port: 'operations' }, probe)
})

t.test('secrets are files: none is in the environment, and each is where its setting says', async (t) => {
  for (const { kind, pod } of pods)
    for (const { env = [], envFrom = [], volumeMounts } of pod.spec.containers) {
      t.notMatch(JSON.stringify([env, envFrom]), /secretKeyRef|secretRef/, kind)
      const inEnvironment = kind === 'Job' ? {} : config
      const given = { ...inEnvironment, ...Object.fromEntries(env.map(({ name, value }) => [name, value])) }
      for (const [name, value] of Object.entries(given)) {
        t.ok(name in settings || name === 'NODE_EXTRA_CA_CERTS', `${name} is a setting`)
        const path = String(value).replace(/^file:\/\//, '')
        if (path.startsWith('/'))
          t.ok(
            volumeMounts.some(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`)),
            `${name}: ${path}`,
          )
      }
    }
})

t.test('the migration has the address of the owner, and nothing of the index', async (t) => {
  t.strictSame(migrate.command, ['verwijsindex', 'migrate'])
  t.notMatch(JSON.stringify(migration), /KEYS|keys\.json|configMap/)
  const secrets = migration.spec.volumes.map(({ secret }) => secret?.secretName)
  t.strictSame(secrets, ['verwijsindex-migrate', 'verwijsindex-db-ca'])
  t.notMatch(JSON.stringify(service), /OWNER/, 'and the service has no address of the owner')
})

t.test('with its settings and secrets the service has all that production needs', async (t) => {
  const directory = t.testdir({})
  const file = (name: string, text: string) => {
    writeFileSync(join(directory, name), text)
    return join(directory, name)
  }
  const read = readConfig({
    ...config,
    INSTANCE: 'verwijsindex-1',
    DATABASE_URL_FILE: file(
      'database-url',
      'postgres://verwijsindex_service:x@verwijsindex-db-rw.verwijsindex.svc/verwijsindex',
    ),
    SMTP_URL_FILE: file('smtp-url', 'smtp://index:x@mail.example:587'),
  })
  t.match(completeConfig(read), { production: true, operations: { host: '0.0.0.0', port: 9464 }, port: 8080 })
  t.match(read.database.url, /sslmode=verify-full/, 'and checks who the database is')
})

t.test('an upgrade or a machine that goes takes one instance at most', async (t) => {
  t.match(deployment.spec, { replicas: 2, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } })
  t.match(theOnly('PodDisruptionBudget').spec, { minAvailable: 1 })
  t.ok(
    (service.spec.terminationGracePeriodSeconds ?? 0) > Number(config.DRAIN_SECONDS) + 25,
    'longer than the wait and the closing',
  )
})

t.test('every selector finds the pods of the service', async (t) => {
  const { labels } = service.metadata
  const selectors = [
    ...ofKind('Deployment').map(({ spec }) => (spec.selector as { matchLabels: Labels }).matchLabels),
    ...ofKind('PodDisruptionBudget').map(
      ({ spec }) => (spec.selector as { matchLabels: Labels }).matchLabels,
    ),
    ...ofKind('Service').map(({ spec }) => spec.selector as Labels),
  ]
  t.equal(selectors.length, 4)
  for (const selector of selectors) {
    t.ok(matches(selector, labels), JSON.stringify(selector))
    t.notOk(matches(selector, migration.metadata.labels), 'and not that of the migration')
  }
  const ports = container.ports?.map(({ name }) => name) ?? []
  for (const { spec } of ofKind('Service'))
    for (const { targetPort } of spec.ports as { targetPort: string }[])
      t.ok(ports.includes(targetPort), targetPort)
})

interface Policy {
  readonly podSelector: { readonly matchLabels: Labels }
  readonly policyTypes: readonly string[]
  readonly ingress?: readonly {
    readonly from: readonly object[]
    readonly ports: readonly { readonly port: string }[]
  }[]
  readonly egress?: readonly {
    readonly to: readonly object[]
    readonly ports: readonly { readonly port: number }[]
  }[]
}

t.test('the network lets through what is named, and nothing else', async (t) => {
  const policies = ofKind('NetworkPolicy').map(({ spec }) => spec as unknown as Policy)
  const about = (labels: Labels) =>
    policies.filter(({ podSelector }) => matches(podSelector.matchLabels, labels))
  for (const { kind, pod } of pods)
    t.ok(
      about(pod.metadata.labels).some(
        ({ policyTypes, ingress, egress }) => policyTypes.length === 2 && !ingress && !egress,
      ),
      `${kind}: nothing by default`,
    )
  const into = about(service.metadata.labels).flatMap(({ ingress = [] }) => ingress)
  t.strictSame(
    into.map(({ ports }) => ports.map(({ port }) => port)),
    [['api'], ['operations']],
  )
  t.strictSame(
    about(migration.metadata.labels).flatMap(({ ingress = [] }) => ingress),
    [],
  )
  const out = policies.flatMap(({ egress = [] }) => egress)
  t.ok(out.length > 2)
  for (const { to, ports } of out)
    t.ok(to.length > 0 && ports.length > 0, 'neither to everybody nor on every port')
  t.notMatch(JSON.stringify(policies), /0\.0\.0\.0\/0|::\/0/)
})
