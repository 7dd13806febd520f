import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { until } from '../../support/until.ts'
import { buildQuickly } from './build.ts'
import { certificates } from './servers.ts'
import { type Machine, substitute, substitutions } from './substitutions.ts'
import { standInForSystemd } from './systemctl.ts'

const project = fileURLToPath(new URL('../../..', import.meta.url))

/** What carries out a program that a test cannot run: it answers what that program prints, or throws. */
type StandIn = (words: readonly string[]) => string | Promise<string>

/** What became of the machine while the commands were played. */
export interface Played {
  /** What the journal has of the service. */
  journal(): string
}

/**
 * Puts programs in a folder that take the place of those that would change the machine of the test: Debian's packages, the copy of the
 * repository, what npm fetches and builds, another user, and systemd. Each does its work in the folder in the place of `/`. What it is not told to do it refuses.
 */
export async function standIn(t: Test, folder: string, machine: Machine, path: string): Promise<Played> {
  const { root, ports } = machine
  const changes = substitutions(machine)
  const nginx = nginxOf(t, root)
  const edit = (file: string, name: keyof typeof changes) =>
    writeFileSync(file, substitute(readFileSync(file, 'utf8'), changes[name]))

  /** The programs and units of the version that was put in its place; those that are so already stay. */
  const adapt = () => {
    for (const [directory, names] of ofAVersion)
      for (const name of names) {
        const file = join(root, directory, name)
        if (!readFileSync(file, 'utf8').includes(root)) edit(file, name)
      }
  }
  const systemd = standInForSystemd(t, { root, path, onReload: adapt })
  let built: string | undefined

  const programs: Record<string, StandIn> = {
    'apt-get'([verb, yes, ...packages]) {
      if (verb !== 'install' || yes !== '--yes') throw new Error('what is asked of apt-get?')
      for (const name of packages) {
        const program = programOf[name] ?? name
        if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
          throw new Error(`${name} is not here`)
      }
      if (packages.includes('nginx')) nginx.start()
      return ''
    },
    git([verb, option, branch = '', from, to = '']) {
      if (verb !== 'clone' || option !== '--branch' || from !== repository())
        throw new Error('what is asked of git?')
      for (const name of [
        'src',
        'db',
        'docs',
        'package.json',
        'package-lock.json',
        'tsconfig.json',
        'tsconfig.build.json',
      ])
        cpSync(join(project, name), join(to, name), { recursive: true })
      const [, version] = /^v(\d+\.\d+\.\d+)$/.exec(branch) ?? []
      const manifest = join(to, 'package.json')
      if (version !== undefined)
        writeFileSync(
          manifest,
          readFileSync(manifest, 'utf8').replace(/"version": "[^"]+"/, `"version": "${version}"`),
        )
      return ''
    },
    npm([prefix, folder = '', ...words]) {
      if (prefix !== '--prefix') throw new Error('what is asked of npm?')
      if (words.join(' ') === 'ci') symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
      else if (words.join(' ') === 'run build') {
        if (built === undefined) buildQuickly(folder)
        // The same source, under the number of another version.
        else cpSync(built, join(folder, 'dist'), { recursive: true })
        built = join(folder, 'dist')
      } else throw new Error('what is asked of npm?')
      return ''
    },
    /** What an officer fills in between two commands, by the table of the document. */
    'fill-in'() {
      const etc = join(root, 'etc')
      for (const name of ['settings.env', 'database-owner-url', 'smtp-url', 'backup.env'] as const)
        edit(join(etc, 'verwijsindex', name), name)
      edit(join(etc, 'nginx/conf.d/verwijsindex.conf'), 'verwijsindex.conf')
      adapt()
      for (const [from, to] of [
        ['authority.pem', 'usr/local/share/ca-certificates/organisation.crt'],
        ['server.pem', 'etc/nginx/verwijsindex/certificate.pem'],
        ['server-key.pem', 'etc/nginx/verwijsindex/key.pem'],
      ] as const)
        cpSync(certificates[from], join(root, to))
      return ''
    },
    async systemctl(words) {
      if (words.join(' ') === 'reload nginx') await nginx.reload(ports.https)
      else return systemd.control(words)
      return ''
    },
  }
  const address = await listen(t, programs)
  for (const name of Object.keys(programs)) {
    const file = join(folder, name)
    writeFileSync(
      file,
      `#!/bin/bash\nfor word; do words+=(--data-urlencode "word=$word"); done\nexec curl -sS --fail-with-body "\${words[@]}" ${address}/${name}\n`,
    )
    chmodSync(file, 0o755)
  }
  // The commands of another user work on its server; who that is, the socket does not ask.
  writeFileSync(
    join(folder, 'runuser'),
    '#!/bin/bash\n[ "$1 $2 $3" = "-u postgres --" ] && shift 3 && PGUSER=postgres exec "$@"\n',
  )
  chmodSync(join(folder, 'runuser'), 0o755)
  return { journal: systemd.journal }
}

/** What comes with a version, by the folder in which it is put. */
const ofAVersion = [
  [
    'etc/systemd/system',
    ['verwijsindex.service', 'verwijsindex-migrate.service', 'verwijsindex-backup.service'],
  ],
  ['usr/local/bin', ['verwijsindex', 'verwijsindex-owner', 'verwijsindex-backup']],
] as const

/** A program of a package that is called otherwise. */
const programOf: Readonly<Record<string, string>> = { nodejs: 'node', 'postgresql-client': 'pg_dump' }

function repository(): string {
  const [, address = ''] =
    /git clone --branch \S+ (\S+)/.exec(readFileSync(join(project, 'docs/operating.md'), 'utf8')) ?? []
  return address
}

/** nginx of the machine, with the main file of Debian as far as it matters. */
function nginxOf(t: Test, root: string) {
  const own = join(root, 'run/nginx')
  const file = join(own, 'nginx.conf')
  const log = join(root, 'var/log/nginx')
  const send = (...words: string[]) => {
    const { status, stderr } = spawnSync('nginx', ['-c', file, ...words], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  return {
    start() {
      for (const folder of [own, log, join(root, 'etc/nginx/conf.d')]) mkdirSync(folder, { recursive: true })
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (name) => `${name}_temp_path ${join(own, name)};`,
      )
      writeFileSync(
        file,
        `${process.getuid?.() === 0 ? 'user root;\n' : ''}pid ${join(own, 'pid')};\nerror_log ${join(log, 'error.log')};\nevents {}\n` +
          `http {\n${temporary.join('\n')}\naccess_log ${join(log, 'access.log')};\ninclude ${join(root, 'etc/nginx/conf.d')}/*.conf;\n}\n`,
      )
      send()
      t.teardown(() => send('-s', 'stop'))
    },
    async reload(port: number) {
      send('-t')
      send('-s', 'reload')
      await until(() => answers(port))
    },
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** Answers the programs of the folder: with what they print, or with why they fail. */
async function listen(t: Test, programs: Readonly<Record<string, StandIn>>): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    try {
      const program = programs[request.url?.slice(1) ?? '']
      response.end(await program?.(new URLSearchParams(body).getAll('word')))
    } catch (error) {
      response.statusCode = 500
      response.end(`${(error as Error).message}\n`)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
