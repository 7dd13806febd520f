import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { findBinaries } from '../../../src/development/postgres/binaries.ts'
import type { RunAs } from '../../../src/development/postgres/command.ts'
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../src/development/postgres/embedded-postgres.ts'
import { canUse, chooseRunAs, isRoot } from '../../../src/development/postgres/run-as.ts'
import { reachableBinaries } from '../../../src/development/postgres/system-store.ts'

const project = fileURLToPath(new URL('../../../', import.meta.url))
t.setTimeout(300_000)

const settings = { shared_buffers: '16MB' }

/** A directory that is removed afterwards, which a server's user may pass through unless it is closed. */
async function place(t: Test, name = 'postgres', mode = 0o711): Promise<string> {
  const base = await mkdtemp(join(tmpdir(), 'embedded-postgres-'))
  await chmod(base, mode)
  t.teardown(() => rm(base, { recursive: true, force: true }))
  return join(base, name)
}

async function start(
  t: Test,
  directory: string,
  more: { port?: number; settings?: Record<string, string> } = {},
) {
  const server = await startEmbeddedPostgres({ directory, settings, ...more })
  t.teardown(() => server.stop())
  return server
}

async function query(server: Pick<EmbeddedPostgres, 'url'> | string, text: string): Promise<unknown> {
  const url = typeof server === 'string' ? server : server.url('postgres')
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined })
  try {
    const [row] = await sql.unsafe(text).values()
    return row?.[0]
  } finally {
    await sql.end()
  }
}

interface Parent {
  readonly process: ChildProcess
  readonly lines: AsyncIterator<string>
}

/** Another process that starts the server, tells of it, and stops it when its input ends or at SIGINT. */
function parent(t: Test, directory: string, as?: RunAs, env: Record<string, string> = {}): Parent {
  const script = `
    const { startEmbeddedPostgres } = await import('./src/development/postgres/embedded-postgres.ts')
    const { default: postgres } = await import('postgres')
    const say = (what) => console.log(JSON.stringify(what))
    say('starting')
    const server = await startEmbeddedPostgres(JSON.parse(process.env.OPTIONS)).catch((error) => {
      say({ error: error.message })
      process.exit(1)
    })
    const drain = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      const sql = postgres(server.url('postgres'), { max: 1 })
      const [row] = await sql.unsafe('select 7 as n')
      await sql.end()
      await server.stop()
      say({ drained: row.n })
      process.exit(0)
    }
    process.once('SIGINT', drain)
    process.stdin.once('end', drain).resume()
    const { pid, port, adopted } = server
    say({ pid, port, adopted, url: server.url('postgres') })`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    ...as,
    cwd: project,
    detached: true,
    env: {
      PATH: process.env.PATH,
      TSX_DISABLE_CACHE: '1',
      OPTIONS: JSON.stringify({ directory, settings }),
      ...env,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  return { process: child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}

interface Told {
  readonly pid: number
  readonly port: number
  readonly url: string
  readonly adopted: boolean
  readonly drained: number
  readonly error: string
}

/** What the other process tells next, after that it is starting. */
async function told({ lines }: Parent): Promise<Told> {
  const { value } = await lines.next()
  const said: Told | 'starting' = JSON.parse(value ?? '{}')
  return said === 'starting' ? told({ lines } as Parent) : said
}

async function killed({ process: child }: Parent): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

/** The directory of the first test, and of those after it that can do with a cluster that is there. */
const directory = await place(t)

t.test('the first start makes a cluster, the second keeps it', async (t) => {
  const lines: string[] = []
  const began = performance.now()
  const first = await startEmbeddedPostgres({ directory, log: (line) => lines.push(line) })
  t.teardown(() => first.stop())
  t.comment(`first start ${Math.round(performance.now() - began)} ms`)
  t.match(lines, [/new PostgreSQL cluster/, /listens on 127\.0\.0\.1/])
  t.equal(first.adopted, false)
  t.equal(await query(first, 'create table kept (n int)'), undefined)
  await query(first, 'insert into kept values (42)')
  t.equal(await query(first, 'show shared_buffers'), '256MB')
  t.equal(await query(first, 'show listen_addresses'), '127.0.0.1')
  t.equal(await query(first, 'show unix_socket_directories'), '')
  t.equal(await query(first, 'show server_encoding'), 'UTF8')
  t.equal(await query(first, "select upper('é')"), 'É')
  const durable =
    "select string_agg(setting, ',') from pg_settings where name ~ '^(fsync|full_page_writes|synchronous_commit)$'"
  t.equal(await query(first, durable), 'on,on,on')
  await t.rejects(query(`postgres://postgres:wrong@127.0.0.1:${first.port}/postgres`, 'select 1'), {
    code: '28P01',
  })
  t.equal((await stat(directory)).mode & 0o707, 0o700, 'closed to others')
  t.equal((await stat(join(directory, 'superuser-password'))).mode & 0o777, 0o600)
  await t.rejects(startEmbeddedPostgres({ directory }), /in use by this process itself/)
  await first.stop()
  await first.stop()
  await t.rejects(query(first, 'select 1'), { code: 'ECONNREFUSED' })

  const again = performance.now()
  const second = await start(t, directory)
  t.comment(`second start ${Math.round(performance.now() - again)} ms`)
  t.equal(second.port, first.port)
  t.equal(second.superuserPassword, first.superuserPassword)
  t.equal(await query(second, 'select n from kept'), 42)
  t.equal(await query(second, 'show shared_buffers'), '16MB', 'settings can be overridden')
})

t.test(
  'a server that a killed process left is adopted, or replaced when other settings are asked',
  async (t) => {
    const first = parent(t, directory)
    const left = await told(first)
    await query(left.url, 'create table orphaned as select 42 as n')
    await killed(first)
    t.equal(await query(left.url, 'select n from orphaned'), 42, 'it runs on')

    const second = parent(t, directory)
    t.match(await told(second), { pid: left.pid, port: left.port, adopted: true })
    await killed(second)

    const third = await start(t, directory, { settings: { shared_buffers: '17MB' } })
    t.equal(third.adopted, false)
    t.not(third.pid, left.pid)
    t.equal(await query(third, 'select n from orphaned'), 42)
  },
)

t.test('a Ctrl-C leaves the server to the service, which stops it when it has drained', async (t) => {
  const service = parent(t, directory)
  const { pid, port } = await told(service)
  t.ok(pid > 0)
  process.kill(-(service.process.pid ?? 0), 'SIGINT')
  t.match(await told(service), { drained: 7 })
  t.ok(await listensNot(port))
})

t.test('a cluster of another living process is refused and not harmed', async (t) => {
  const owner = parent(t, directory)
  const { url, pid } = await told(owner)
  const refusal = new RegExp(`in use by process ${owner.process.pid}`)
  await t.rejects(startEmbeddedPostgres({ directory, settings }), refusal)
  t.equal(await query(url, 'select 1'), 1)
  t.equal(Number((await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]), pid)
  owner.process.stdin?.end()
  t.match(await told(owner), { drained: 7 })
  t.match(await readdir(directory), { length: 4 }, 'cluster, password, port and log: no mark of an owner')
})

t.test('of two processes that start at once, one gets the cluster', async (t) => {
  const directory = await place(t)
  const both = [parent(t, directory), parent(t, directory)]
  const answers = await Promise.all(both.map(told))
  t.equal(answers.filter(({ url }) => url !== undefined).length, 1)
  t.match(answers.find(({ error }) => error !== undefined)?.error, /in use by process/)
  for (const { process: child } of both) child.stdin?.end()
  await Promise.all(both.map(({ process: child }) => child.exitCode ?? once(child, 'exit')))
})

t.test('an initdb that was killed half-way is done again', async (t) => {
  const directory = await place(t)
  const first = parent(t, directory)
  while (!(await attempts(directory)).some(({ length }) => length > 3)) await sleep(5)
  await killed(first)
  t.notOk((await readdir(directory)).includes('data'), 'no cluster yet')
  const second = await start(t, directory)
  t.equal(await query(second, 'select 1'), 1)
  await second.stop()
  await (await start(t, directory)).stop()
  t.same(await attempts(directory), [])
})

/** What is in the folders of unfinished attempts. */
async function attempts(directory: string): Promise<string[][]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.startsWith('data.attempt-'))
  return Promise.all(names.map((name) => readdir(join(directory, name)).catch(() => [])))
}

t.test(
  'a crash leaves a postmaster.pid that is no obstacle, not even when its id is used again',
  async (t) => {
    const first = await start(t, directory)
    await query(first, 'create table crashed as select 42 as n')
    process.kill(first.pid, 'SIGKILL')
    await sleep(500)
    await first.stop()
    const pidFile = join(directory, 'data', 'postmaster.pid')
    const { uid, gid } = await stat(pidFile)
    const stranger = spawn('sleep', ['60'], isRoot() ? { uid, gid } : {})
    t.teardown(() => stranger.kill())
    await writeFile(pidFile, (await readFile(pidFile, 'utf8')).replace(/^\d+/, String(stranger.pid)))
    await writeFile(join(directory, `owner.${stranger.pid}.1-1`), '')
    const second = await start(t, directory)
    t.equal(await query(second, 'select n from crashed'), 42)
    t.equal(stranger.exitCode ?? stranger.signalCode, null, 'the stranger lives')
  },
)

t.test('a server that was killed is followed at once by another, however often', async (t) => {
  const directory = await place(t)
  for (let n = 0; n < 5; n++) {
    const server = await startEmbeddedPostgres({ directory, settings })
    process.kill(server.pid, 'SIGKILL')
    await server.stop()
  }
  const last = await start(t, directory)
  t.equal(await query(last, 'select 1'), 1)
})

t.test('a server that was killed and that nobody reaped is no obstacle', async (t) => {
  const directory = await place(t)
  await (await start(t, directory)).stop()
  const { uid, gid } = await stat(join(directory, 'data'))
  // The shell becomes a sleep that knows of no child, and so never reaps the one that it has.
  const careless = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], isRoot() ? { uid, gid } : {})
  t.teardown(() => careless.kill())
  const [dead] = await once(careless.stdout, 'data')
  await sleep(400)
  t.match(await readFile(`/proc/${Number(dead)}/stat`, 'utf8'), /\) Z /, 'a dead process, still in the table')
  const pidFile = join(directory, 'data', 'postmaster.pid')
  await writeFile(pidFile, `${Number(dead)}\n${join(directory, 'data')}\n0\n1\n\n127.0.0.1\n0 0\n`)
  if (isRoot()) await chown(pidFile, uid, gid)
  t.equal(await query(await start(t, directory), 'select 1'), 1)
})

t.test('a path with a space, quotes and a dollar sign', async (t) => {
  const server = await start(t, await place(t, 'my $HOME\'s "data" & `more`'))
  t.equal(await query(server, 'select 1'), 1)
})

t.test('a busy port: refused when asked for, avoided when remembered', async (t) => {
  const first = await start(t, directory)
  await first.stop()
  const squatter = createServer().listen(first.port, '127.0.0.1')
  await once(squatter, 'listening')
  t.teardown(() => squatter.close())
  await t.rejects(startEmbeddedPostgres({ directory, port: first.port }), /Port \d+ .* in use/)
  const second = await start(t, directory)
  t.not(second.port, first.port)
  t.equal(await query(second, 'select 1'), 1)
})

t.test('a server that cannot start says why', async (t) => {
  const nonsense = { settings: { max_connections: 'many' } }
  await t.rejects(
    start(t, directory, nonsense),
    /did not start.*invalid value for parameter "max_connections"/s,
  )
  t.equal(await query(await start(t, directory), 'select 1'), 1, 'and is no obstacle afterwards')
})

const ordinary = isRoot() ? await chooseRunAs([]) : undefined
const cannotRunAs =
  ordinary === undefined
    ? 'not root'
    : !(await canUse(ordinary, project, join(project, 'package.json'))) &&
      'the project is closed to that user'

t.test('as an ordinary user, with any PG* variables', { skip: cannotRunAs }, async (t) => {
  const as = ordinary ?? (await chooseRunAs([]))
  const directory = await place(t)
  await mkdir(directory)
  await chown(directory, as.uid, as.gid)
  const service = parent(t, directory, as, {
    PGDATA: '/nowhere',
    PGPORT: '1',
    PGHOST: 'nowhere',
    PGUSER: 'nobody',
  })
  const { url, pid } = await told(service)
  t.equal(await query(url, 'select current_user'), 'postgres')
  t.equal((await stat(`/proc/${pid}`)).uid, as.uid)
  const mine = await stat(join(directory, 'superuser-password'))
  t.equal(mine.uid, as.uid)
  await t.rejects(startEmbeddedPostgres({ directory, settings }), /in use by process/, 'nor may root take it')
  service.process.stdin?.end()
  t.match(await told(service), { drained: 7 })

  const asRoot = await start(t, directory)
  t.equal((await stat(`/proc/${asRoot.pid}`)).uid, as.uid, 'root runs it as its owner')
  await asRoot.stop()
  const afterwards = parent(t, directory, as)
  t.match(await told(afterwards), { adopted: false })
  afterwards.process.stdin?.end()
  t.match(await told(afterwards), { drained: 7 })
})

t.test('as root in a closed directory', { skip: !isRoot() && 'not root' }, async (t) => {
  const directory = await place(t, 'postgres', 0o700)
  const first = await start(t, directory)
  const signpost = join(directory, 'cluster-location')
  const home = (await readFile(signpost, 'utf8')).trim()
  t.teardown(() => discard(home))
  t.match(home, /^\/var\/(lib|tmp)\/verwijsindex\/[0-9a-f]{16}$/)
  t.same(await readdir(directory), ['cluster-location'])
  await query(first, 'create table kept as select 42 as n')
  await first.stop()

  await chmod(dirname(directory), 0o755)
  const second = await start(t, directory)
  t.equal(await query(second, 'select n from kept'), 42, 'it stays there when the directory is opened')
  await second.stop()

  await chmod(dirname(directory), 0o700)
  await rm(directory, { recursive: true })
  const third = await start(t, directory)
  t.equal(await query(third, "select to_regclass('kept')"), null, 'it goes when its directory is thrown away')
  await third.stop()
})

/** As root, whom nothing is closed to: the user of the server is who cannot enter. */
t.test('a database that the user of the server cannot enter is refused, and not passed by', async (t) => {
  const directory = await place(t)
  const first = await start(t, directory)
  await query(first, 'create table kept as select 42 as n')
  await first.stop()
  for (const closed of isRoot() ? [directory, dirname(directory)] : [directory]) {
    const { mode } = await stat(closed)
    await chmod(closed, isRoot() ? 0o700 : 0o000)
    if (isRoot() && closed === directory) await chown(closed, 0, 0)
    await t.rejects(start(t, directory), {
      message: isRoot() ? new RegExp(`There is a database in ${directory}, which user`) : /EACCES/,
    })
    await chmod(closed, mode)
    if (isRoot() && closed === directory) await chmod(closed, 0o711)
  }
  t.equal(await query(await start(t, directory), 'select n from kept'), 42)
})

t.test('a database whose files are gone is refused, where it is known to have been', async (t) => {
  const directory = await place(t)
  await (await start(t, directory)).stop()
  await rename(join(directory, 'data'), join(directory, 'elsewhere'))
  await t.rejects(startEmbeddedPostgres({ directory, settings, madeBefore: true }), {
    message: /There was a database in .* before, and its files are not there/,
  })
  t.notOk((await readdir(directory)).includes('data'), 'nothing was made in its place')
})

t.test(
  'a signpost to a database that is gone is no leave for an empty one',
  { skip: !isRoot() && 'not root' },
  async (t) => {
    const directory = await place(t, 'postgres', 0o700)
    await (await start(t, directory)).stop()
    const signpost = join(directory, 'cluster-location')
    const home = (await readFile(signpost, 'utf8')).trim()
    t.teardown(() => discard(home))
    await rm(home, { recursive: true })
    await t.rejects(start(t, directory), { message: new RegExp(`${home}, which is not there`) })
    await rm(signpost)
    await start(t, directory)
  },
)

t.test('as root with binaries in a closed directory', { skip: !isRoot() && 'not root' }, async (t) => {
  const as = await chooseRunAs([])
  const closed = await place(t, 'package', 0o700)
  const native = join(closed, 'native')
  await cp(await findBinaries(), native, { recursive: true, verbatimSymlinks: true })
  await writeFile(join(closed, 'package.json'), JSON.stringify({ version: `test-${process.pid}` }))
  const copy = await reachableBinaries(native, as)
  t.teardown(() => discard(copy))
  t.match(copy, new RegExp(`/verwijsindex/postgres-test-${process.pid}$`))
  t.ok(await canUse(as, join(copy, 'bin', 'initdb'), join(copy, 'lib', 'libpq.so.5')))
  t.equal((await stat(copy)).uid, 0)
  const made = (await stat(copy)).ctimeMs
  t.equal(await reachableBinaries(native, as), copy)
  t.equal((await stat(copy)).ctimeMs, made, 'copied once')
})

/** Removes what a test put in the store of the system, and the store if nothing else is in it. */
async function discard(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
  await rmdir(dirname(path)).catch(() => undefined)
}

async function listensNot(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1')
  await once(probe, 'listening')
  probe.close()
  return true
}
