import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { until } from '../support/until.ts'
import { ask, certificate, freePorts, type Instance, run, startInstance } from './proxies.ts'

const recipe = (name: string) =>
  readFileSync(new URL(`../../docs/operating/${name}`, import.meta.url), 'utf8')
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
const lacks = (program: string) =>
  (!has(program) && `${program} is not here (Debian: ${program})`) ||
  (!has('openssl') && 'openssl is not here')

/** The port at which a proxy by its recipe stands before two instances. */
type Start = (t: Test, instances: readonly [Instance, Instance]) => Promise<number>

const nginx: Start = async (t, [one, other]) => {
  const directory = t.testdir({})
  const files = certificate(directory)
  const [secure = 0, clear = 0] = await freePorts(2)
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(directory, name))
  const server = recipe('nginx/verwijsindex.conf')
    .replace('127.0.0.1:8080', `127.0.0.1:${one.port}`)
    .replace('127.0.0.1:8081', `127.0.0.1:${other.port}`)
    .replace('/etc/nginx/verwijsindex/certificate.pem', files.certificate)
    .replace('/etc/nginx/verwijsindex/key.pem', files.key)
    .replace('/var/log/nginx/verwijsindex.log', join(directory, 'access.log'))
    .replace('listen 443 ssl', `listen 127.0.0.1:${secure} ssl`)
    .replace('listen 80', `listen 127.0.0.1:${clear}`)
    .replace(/^ *listen \[::\].*\n/gm, '')
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(directory, name.replace('client_', ''))};`,
  )
  const file = join(directory, 'nginx.conf')
  const user = process.getuid?.() === 0 ? 'user root;\n' : ''
  writeFileSync(
    file,
    `${user}daemon off;\npid ${join(directory, 'pid')};\nerror_log stderr;\nevents {}\nhttp {\n${paths.join('\n')}\n${server}\n}\n`,
  )
  const { status, stderr } = spawnSync('nginx', ['-t', '-c', file], { encoding: 'utf8' })
  t.equal(status, 0, stderr)
  t.notMatch(stderr, /\[warn\]/)
  await run(t, 'nginx', ['-c', file], secure)
  return secure
}

const haproxy: Start = async (t, [one, other]) => {
  const directory = t.testdir({})
  const { both } = certificate(directory)
  const [secure = 0, clear = 0] = await freePorts(2)
  const file = join(directory, 'haproxy.cfg')
  writeFileSync(
    file,
    recipe('haproxy/haproxy.cfg')
      .replace('127.0.0.1:8080', `127.0.0.1:${one.port}`)
      .replace('127.0.0.1:8081', `127.0.0.1:${other.port}`)
      .replace('/etc/haproxy/verwijsindex.pem', both)
      .replace('bind :443', `bind 127.0.0.1:${secure}`)
      .replace('bind :80', `bind 127.0.0.1:${clear}`),
  )
  const { status, stdout, stderr } = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'utf8' })
  t.equal(status, 0, `${stdout}${stderr}`)
  t.notMatch(`${stdout}${stderr}`, /WARNING/)
  await run(t, 'haproxy', ['-db', '-f', file], secure)
  return secure
}

for (const [name, start] of Object.entries({ nginx, haproxy })) {
  t.test(
    `${name}: what changes something is asked once, what may be repeated again`,
    { skip: lacks(name) },
    async (t) => {
      const instances = [await startInstance(t), await startInstance(t)] as const
      const port = await start(t, instances)
      const asked = (path: string) =>
        instances.flatMap((each) => each.asked.filter((one) => one.path === path))

      t.equal(await ask(port, 'POST', '/ok', { 'x-forwarded-for': '203.0.113.9' }), 200)
      t.match(
        asked('/ok'),
        [{ method: 'POST', forwarded: /^203\.0\.113\.9, ?127\.0\.0\.1$|^127\.0\.0\.1$/ }],
        'with who asks, at the right',
      )

      const goAway = ({ socket }: IncomingMessage) => socket.destroy()
      const done: Instance['answer'] = (_request, response) => response.end('done')
      // Each instance takes the whole request, and goes away before it answers.
      for (const each of instances) each.answer = goAway
      await ask(port, 'POST', '/lost').catch(() => undefined)
      t.equal(asked('/lost').length, 1, 'a registration whose answer was lost is not sent again by the proxy')

      // The one that went away is left alone for a while.
      for (const each of instances) each.answer = done
      await until(async () => {
        await ask(port, 'GET', '/back')
        return instances.every((each) => each.asked.some(({ path }) => path === '/back'))
      })
      for (const each of instances) each.answer = goAway
      await ask(port, 'GET', '/again').catch(() => undefined)
      t.ok(asked('/again').length > 1, 'and a question is')
    },
  )
}
