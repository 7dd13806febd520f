import { spawnSync } from 'node:child_process'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { serviceVersion } from '../../../src/ground/build.ts'
import { freePorts } from '../../operating/proxies.ts'
import { ownDirectory } from '../../support/directory.ts'
import { startMailServer } from '../../support/mail-server.ts'
import { startOidcIssuer } from '../../support/oidc-issuer.ts'
import { findSystemPostgres } from '../../support/system-postgres.ts'
import { until } from '../../support/until.ts'
import { afterTheFirstMatch, backUpAfterALoss, nextVersion, readBackups } from './afterwards.ts'
import { codeIn, commandsBeforeFirstCall, people, readBlocks } from './document.ts'
import { certificates, readCertificate, startAdministratorsPostgres } from './servers.ts'
import { play } from './shell.ts'
import { standIn } from './stand-ins.ts'
import { type Machine, substitute, substitutions } from './substitutions.ts'

t.setTimeout(300_000)

const bin = await findSystemPostgres()
const lacks = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0
const missing = ['nginx', 'curl'].filter(lacks)
const skip =
  (bin === undefined && 'no PostgreSQL of the system here (Debian: postgresql)') ||
  (missing.length > 0 && `not here: ${missing.join(', ')} (Debian packages of that name)`)

t.test(
  'the commands before the first call are fifteen, none of them SQL, and each block of the page is played',
  async (t) => {
    const blocks = await readBlocks()
    t.strictSame([...new Set(blocks.map(({ language }) => language))], ['sh'])
    const script = blocks.map(({ text }) => text).join('\n')
    const before = commandsBeforeFirstCall(script)
    t.ok(before.length > 5 && before.length <= 15, `${before.length} commands`)
    t.notMatch(script, /psql|create role|alter role|insert into|select /i)
  },
)

t.test(
  'R1 to R4, R15, R23: from a bare server to the first match, by docs/operating.md alone',
  { skip },
  async (t) => {
    const root = await ownDirectory(t, 'bare-server')
    const [https = 0, http = 0, service = 0, operations = 0] = await freePorts(4)
    const tls = await readCertificate()
    const login = { user: 'verwijsindex', pass: 'mail-password-of-the-tests' }
    const mails = await startMailServer(t, 0, { ...tls, ...login })
    const issuer = await startOidcIssuer(t, 'verwijsindex', { tls, people })
    const postgres = await startAdministratorsPostgres(t, bin ?? '')
    const machine: Machine = {
      root,
      ports: { https, http, service, operations },
      database: { port: postgres.port, password: 'owner-password-of-the-tests' },
      mail: { port: mails.port, password: login.pass },
      issuer: issuer.issuer,
    }
    const programs = join(root, 'programs')
    const tokens = join(root, 'root')
    for (const folder of [programs, tokens]) await mkdir(folder)
    const path = `${programs}:${root}/usr/local/bin:${bin}:${process.env.PATH}`
    const { journal } = await standIn(t, programs, machine, path)
    for (const name of people) await writeFile(join(tokens, `${name}.token`), await issuer.token(name))
    const changes = substitutions(machine)
    const carryOut = (script: string) =>
      play(t, substitute(script, changes.commands), tokens, {
        PATH: path,
        DESTDIR: root,
        PGHOST: postgres.directory,
        PGPORT: String(postgres.port),
        CURL_CA_BUNDLE: certificates['authority.pem'],
      })

    const [first, second, ...others] = (await readBlocks()).map(({ text }) => text)
    const { input, output, over, ended } = carryOut([first, second, 'fill-in', ...others].join('\n'))
    // What the commands ask for: the password of the owner, twice, and then the code in the mail to each person.
    input.write(`${machine.database.password}\n`.repeat(2))
    const mailsTo = (name: string) =>
      mails.received.filter(({ to }) => to.some((address) => address.startsWith(`${name}@`)))
    const codes = (name: string) =>
      mailsTo(name).flatMap(({ mail }) => codeIn.exec(mail.text ?? '')?.[0] ?? [])
    for (const name of people) {
      await until(() => over() || codes(name).length > 0, 120_000)
      input.write(`${codes(name)[0]}\n`)
    }
    const status = await ended
    t.equal(status, 0, 'every command ended well')
    if (status !== 0) t.comment(`${output().slice(-3000)}\n${journal().slice(-3000)}`)

    const told = ['nurse', 'mentor', 'followup']
    const ofMatch = (name: string) => mailsTo(name).filter(({ mail }) => !codeIn.test(mail.text ?? ''))
    await until(() => told.every((name) => ofMatch(name).length > 0))
    t.strictSame(
      told.map((name) => ofMatch(name).length),
      [1, 1, 1],
      'three mails of the first match are received',
    )
    t.ok(
      mails.received.every(({ secure }) => secure),
      'over TLS, after a login',
    )
    t.match(output(), /"participants"/)
    t.notMatch(output() + journal(), /999995832(?!")/)
    for (const name of ['keys.json', 'database-url', 'database-owner-url', 'smtp-url', 'settings.env'])
      t.equal((await stat(join(root, 'etc/verwijsindex', name))).mode & 0o077, 0, `${name} is root's alone`)
    t.match(
      await readFile(join(root, 'var/log/nginx/verwijsindex.log'), 'utf8'),
      / POST 201 /,
      'the calls went by nginx',
    )

    await until(async () =>
      /^notifications_waiting 0$/m.test(await (await fetch(`http://127.0.0.1:${operations}/metrics`)).text()),
    )
    const after = carryOut(substitute(await afterTheFirstMatch(), changes.later))
    const ofAfter = await after.ended
    t.equal(ofAfter, 0, 'a backup, an upgrade, the way back and a restore: every command ended well')
    if (ofAfter !== 0) t.comment(`${after.output().slice(-3000)}\n${journal().slice(-3000)}`)
    t.strictSame(
      [...journal().matchAll(/"version":"([^"]+)".*"listening"/g)].map(([, version]) => version),
      [serviceVersion, await nextVersion(), serviceVersion, serviceVersion],
      'started at first, for the upgrade, for the way back, and after the restore',
    )
    t.match(after.output(), /"participants"/, 'the match is there after the restore')
    t.match(journal(), /"replayed":[1-9]/, 'who was destroyed after the backup is destroyed again')
    t.match(after.output(), /The ledger is whole\./)
    t.match(await readBackups(root), { dumps: 3, keys: 1, behind: [] })
    t.match(await backUpAfterALoss(root, path), { status: 1, stderr: /\.jsonl is not what it was: / })
    t.match(await readBackups(root), { dumps: 4, keys: 1 })
  },
)
