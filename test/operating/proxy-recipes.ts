import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { ownDirectory } from '../support/directory.ts'
import { certificate, freePorts, run } from './proxies.ts'

const recipe = (name: string) =>
  readFileSync(new URL(`../../docs/operating/${name}`, import.meta.url), 'utf8')
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
/** Why a proxy cannot be tried here; false where it can. */
export const lacks = (program: string) =>
  (!has(program) && `${program} is not here (Debian: ${program})`) ||
  (!has('openssl') && 'openssl is not here')

/** A proxy by its recipe before two instances. */
export interface RunningProxy {
  /** Where it speaks TLS. */
  readonly port: number
  readonly pid: number
  /** The file of its recipe, with the addresses put in. */
  readonly file: string
  /** The files of its certificate and its key, and the one that holds both. */
  readonly files: ReturnType<typeof certificate>
}

/** Starts one; it is gone after the test. */
export type Start = (t: Test, ports: readonly [number, number]) => Promise<RunningProxy>

const nginx: Start = async (t, [one, other]) => {
  const directory = await ownDirectory(t, 'proxy')
  const files = certificate(directory)
  const [secure = 0, clear = 0] = await freePorts(2)
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(directory, name))
  const server = recipe('nginx/verwijsindex.conf')
    .replace('127.0.0.1:8080', `127.0.0.1:${one}`)
    .replace('# server 127.0.0.1:8081', `server 127.0.0.1:${other}`)
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
  const { pid = 0 } = await run(t, 'nginx', ['-c', file], secure)
  return { port: secure, pid, file, files }
}

const haproxy: Start = async (t, [one, other]) => {
  const directory = await ownDirectory(t, 'proxy')
  const files = certificate(directory)
  const [secure = 0, clear = 0] = await freePorts(2)
  const file = join(directory, 'haproxy.cfg')
  writeFileSync(
    file,
    recipe('haproxy/haproxy.cfg')
      .replace('127.0.0.1:8080', `127.0.0.1:${one}`)
      .replace('127.0.0.1:8081', `127.0.0.1:${other}`)
      .replace('/etc/haproxy/verwijsindex.pem', files.both)
      .replace('bind :443', `bind 127.0.0.1:${secure}`)
      .replace('bind :80', `bind 127.0.0.1:${clear}`),
  )
  const { status, stdout, stderr } = spawnSync('haproxy', ['-c', '-f', file], { encoding: 'utf8' })
  t.equal(status, 0, `${stdout}${stderr}`)
  t.notMatch(`${stdout}${stderr}`, /WARNING/)
  const { pid = 0 } = await run(t, 'haproxy', ['-W', '-db', '-f', file], secure)
  return { port: secure, pid, file, files }
}

export const proxies: Readonly<Record<'nginx' | 'haproxy', Start>> = { nginx, haproxy }
