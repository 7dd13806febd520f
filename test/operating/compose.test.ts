import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { completeConfig } from '../../src/config/complete-config.ts'
import { readConfig, settings } from '../../src/config.ts'

const read = (name: string) => readFileSync(new URL(`../../docs/operating/${name}`, import.meta.url), 'utf8')

interface Service {
  readonly image: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly networks: readonly string[]
  readonly ports?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly read_only?: boolean
  readonly volumes?: readonly string[]
}

const compose = parse(read('compose/compose.yaml'), { merge: true }) as {
  readonly services: Readonly<Record<'database' | 'migrate' | 'login' | 'service' | 'proxy', Service>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}
const { database, migrate, login, service, proxy } = compose.services

const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8')

/** What settings.env.example says, as Docker reads it. */
const example = Object.fromEntries(
  read('compose/settings.env.example')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
)

t.test('the service is migrated first, hardened, and reached by the proxy alone', async (t) => {
  t.strictSame(migrate.command, ['verwijsindex', 'migrate'])
  t.equal(migrate.depends_on?.database?.condition, 'service_healthy')
  t.equal(login.depends_on?.migrate?.condition, 'service_completed_successfully')
  t.equal(service.depends_on?.login?.condition, 'service_completed_successfully')
  for (const each of [migrate, login, service])
    t.match(each, { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
  t.strictSame(
    Object.entries(compose.services).flatMap(([name, { ports }]) => (ports ? [name] : [])),
    ['proxy'],
  )
  t.ok(compose.networks.inside?.internal)
  t.strictSame(database.networks, ['inside'], 'the database reaches nobody outside')
  for (const each of [migrate, login]) t.strictSame(each.networks, ['inside'])
})

t.test('secrets are files, each for the container that needs it', async (t) => {
  for (const [name, { file }] of Object.entries(compose.secrets)) t.equal(file, `secrets/${name}`)
  const used = Object.values(compose.services).flatMap(({ secrets = [] }) => secrets)
  t.strictSame([...new Set(used)].sort(), Object.keys(compose.secrets).sort())
  for (const { environment = {}, secrets = [] } of Object.values(compose.services))
    for (const [name, value] of Object.entries(environment))
      if (value.startsWith('/run/secrets/')) t.ok(secrets.includes(value.slice('/run/secrets/'.length)), name)
  for (const each of [migrate, login])
    t.strictSame(each.secrets, ['database-owner-url'], 'who works as the owner has no key of the index')
  t.notOk(service.secrets?.includes('database-owner-url'), 'and the service no address of the owner')
})

t.test('the service logs in with what `verwijsindex login` wrote, which is done once', async (t) => {
  const { FILE = '', ...env } = login.environment ?? {}
  t.equal(service.environment?.DATABASE_URL_FILE, FILE)
  for (const name of Object.keys(env)) t.ok(name in settings, name)
  t.ok(login.volumes?.some((volume) => volume === `login:${dirname(FILE)}`))
  t.ok(service.volumes?.includes(`login:${dirname(FILE)}:ro`), 'and the service changes nothing of it')
  t.match(dockerfile, ` ${dirname(FILE)}\n`, 'a volume that is new is of the user of the image')
  const [shell = '', ...words] = login.command ?? []
  const directory = t.testdir({ bin: {} })
  writeFileSync(join(directory, 'bin/verwijsindex'), '#!/bin/sh\necho "$*" >> "$FILE"\n', { mode: 0o755 })
  const file = join(directory, 'database-url')
  for (const _ of ['first', 'second'])
    execFileSync(
      shell,
      words.map((word) => word.replaceAll('$$', '$')),
      { env: { PATH: `${join(directory, 'bin')}:${process.env.PATH}`, FILE: file } },
    )
  t.equal(readFileSync(file, 'utf8'), `login --to ${file}\n`)
})

t.test('every setting is one, and together they are all that production needs', async (t) => {
  const given = { ...example, ...service.environment }
  for (const name of [...Object.keys(given), ...Object.keys(migrate.environment ?? {})])
    t.ok(name in settings, name)
  const directory = t.testdir({})
  const file = (name: string, text: string) => {
    writeFileSync(join(directory, name), text)
    return join(directory, name)
  }
  const config = readConfig({
    ...given,
    MODE: 'production',
    DATABASE_URL_FILE: file('database-url', 'postgres://verwijsindex_service:x@database/verwijsindex'),
    SMTP_URL_FILE: file('smtp-url', 'smtp://index:x@mail.example:587'),
  })
  t.match(completeConfig(config), {
    production: true,
    proxies: 1,
    securityContact: { contacts: [/^mailto:/] },
  })
})

t.test('the proxy of the pilot is that of the recipe, before one instance', async (t) => {
  const body = (text: string) =>
    text
      .slice(text.indexOf('log_format'))
      .replaceAll('/etc/nginx/verwijsindex/certificate.pem', '/run/secrets/certificate.pem')
      .replaceAll('/etc/nginx/verwijsindex/key.pem', '/run/secrets/certificate-key.pem')
      .replaceAll('/var/log/nginx/verwijsindex.log', '/dev/stdout')
  t.equal(
    read('compose/nginx.conf').slice(read('compose/nginx.conf').indexOf('log_format')),
    body(read('nginx/verwijsindex.conf')),
  )
  t.ok(proxy.secrets?.includes('certificate-key.pem'))
})
