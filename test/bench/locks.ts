import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type postgres from 'postgres'
import { openEmbeddedDatabase } from '../../src/development/open-embedded.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { createIssuerIn, testIssuer } from '../support/issuer.ts'
import { openSql } from '../support/open-sql.ts'
import { measureHttp } from './load.ts'
import type { Measured } from './pgbench.ts'
import { seed } from './seed.ts'
import { startServiceProcess } from './service-process.ts'

/**
 * `npm run bench:locks`: the p99 of registering over HTTP while others confirm their details, change who is connected and import a
 * table, beside that of registering alone: rounds by turns, in one run on one database. With `--looking` as many look at their details instead of confirming them: they
 * take no lock, so what then remains is the machine.
 */

const { values } = parseArgs({
  options: {
    persons: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '4' },
    confirmations: { type: 'string', default: '50' },
    changes: { type: 'string', default: '5' },
    imported: { type: 'string', default: '500' },
    looking: { type: 'boolean', default: false },
  },
})
const [seconds, rounds, clients] = [Number(values.seconds), Number(values.rounds), Number(values.clients)]
const [confirmations, changes, imported] = [
  Number(values.confirmations),
  Number(values.changes),
  Number(values.imported),
]
const size = { persons: Number(values.persons), professionals: 10_000, organisations: 500 }
/** ms that no round lasts: none a second. */
const never = 2 ** 31 - 1
/** Times that without them that the p99 may be beside them. */
const demanded = 2

const say = (line: string) => process.stdout.write(`${line}\n`)
const directory = await mkdtemp(join(tmpdir(), 'verwijsindex-bench-'))
const closings: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })]
try {
  const keysJson = generateKeys(false)
  const database = await openEmbeddedDatabase(join(directory, 'postgres'), { shared_buffers: '512MB' })
  closings.push(() => database.server.stop())
  const sql = openSql(database.server.url('verwijsindex'))
  closings.push(() => sql.end({ timeout: 5 }))
  await seed(sql, parseKeys(keysJson), size)
  await seedManagers(sql)

  const issuer = await createIssuerIn(directory)
  const keysFile = join(directory, 'keys.json')
  await writeFile(keysFile, keysJson)
  const service = await startServiceProcess({ databaseUrl: database.serviceUrl, keysFile, issuer, directory })
  closings.push(service.stop)
  const nextRequest = await registrations(issuer.token, service.port)
  const others = await theOthers(sql, issuer.token, service.port)

  const [alone, beside]: [Measured[], Measured[]] = [[], []]
  await measureHttp(service.port, clients, 3, nextRequest)
  for (let round = 1; round <= rounds; round++) {
    alone.push(await measureHttp(service.port, clients, seconds, nextRequest))
    const stop = others.begin()
    beside.push(await measureHttp(service.port, clients, seconds, nextRequest))
    say(`round ${round}: alone ${described(alone.at(-1))}; beside the others ${described(beside.at(-1))}`)
    say(`         ${await stop()}`)
  }
  const [one, other] = [median(alone), median(beside)]
  say('')
  say(`registering alone      : ${described(one)}`)
  say(`beside the others      : ${described(other)}`)
  say(`ratio of p99 (medians) : ${(other.p99 / one.p99).toFixed(2)}, demanded at most ${demanded}`)
} finally {
  for (const close of closings.reverse()) await close()
}

function described(measured: Measured | undefined): string {
  return measured
    ? `${measured.rate.toFixed(0)}/s (${measured.p50.toFixed(2)} / ${measured.p99.toFixed(1)} ms)`
    : '-'
}

function median(all: readonly Measured[]): Measured {
  return [...all].sort((a, b) => a.p99 - b.p99)[Math.floor(all.length / 2)] as Measured
}

/** A coordinator for each of fifty organisations, and an administrator of the municipality. */
async function seedManagers(tx: postgres.Sql): Promise<void> {
  await tx`with o as (select row_number() over (order by id) as n, id from organisation limit 50), made as (
             insert into account (id, issuer, subject, organisation_id, name, job_title, email, phone)
             select gen_random_uuid(), ${testIssuer}, 'c' || n, id, 'Naam', 'Coördinator', 'c' || n || '@organisatie.example', '038-1234567'
               from o returning id)
           insert into role_assignment (id, account_id, role, from_date)
           select gen_random_uuid(), id, 'coordinator', '2020-01-01' from made`
  await tx`with made as (
             insert into account (id, issuer, subject, name, job_title, email, phone)
             values (gen_random_uuid(), ${testIssuer}, 'administrator', 'Naam', 'Beheerder', 'a@gemeente.example', '038-1234567') returning id)
           insert into role_assignment (id, account_id, role, municipality_code, from_date)
           select gen_random_uuid(), id, 'municipal_administrator', '0193', '2020-01-01' from made`
}

/** Requests of people of whom no right is ended; half for a young person who is known and half for one who is new. */
async function registrations(token: (subject: string) => Promise<string>, port: number) {
  const heads: string[] = []
  for (let n = 0; n < 200; n++)
    heads.push(
      `POST /v1/signals HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${await token(`p${1000 + n}`)}\r\ncontent-type: application/json\r\n`,
    )
  const numbers = madeUpBsns()
  const known = Array.from({ length: size.persons }, () => numbers.next().value)
  return () => {
    const bsn = Math.random() < 0.5 ? numbers.next().value : known[Math.floor(Math.random() * known.length)]
    const body = `{"bsn":"${bsn}","birthDate":"2017-01-01"}`
    return `${heads[Math.floor(Math.random() * heads.length)]}content-length: ${body.length}\r\n\r\n${body}`
  }
}

interface Others {
  /** Begins with all of it; stopping says what came of it. */
  begin(): () => Promise<string>
}

/** Those who confirm and change, as often a second as was asked, and one table in every round. */
async function theOthers(
  tx: postgres.Sql,
  token: (subject: string) => Promise<string>,
  port: number,
): Promise<Others> {
  const confirming = await Promise.all(Array.from({ length: 100 }, (_, n) => token(`p${2000 + n}`)))
  const coordinators = await Promise.all(Array.from({ length: 50 }, (_, n) => token(`c${n + 1}`)))
  const administrator = await token('administrator')
  const people = await tx<{ id: string; coordinator: number }[]>`
    select a.id, case when c.subject ~ '^c[0-9]' then substr(c.subject, 2)::int end - 1 as coordinator
      from account a join account c on c.organisation_id = a.organisation_id and c.subject ~ '^c[0-9]'
     where case when a.subject ~ '^p[0-9]' then substr(a.subject, 2)::int end > 3000`
  // Of an organisation in which nobody registers meanwhile.
  const [spare] = await tx<{ id: string }[]>`
    select p.id from partner p
     where not exists (select from account a where a.organisation_id = p.organisation_id
                        and case when a.subject ~ '^p[0-9]' then substr(a.subject, 2)::int end between 1000 and 1200) limit 1`
  const statuses = new Map<number, number>()
  const ask = async (
    bearer: string | undefined,
    path: string,
    init: { method: string; body?: string; type?: string },
  ) => {
    const answer = await fetch(`http://127.0.0.1:${port}/v1${path}`, {
      method: init.method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(init.body === undefined ? {} : { 'content-type': init.type ?? 'application/json' }),
      },
      ...(init.body === undefined ? {} : { body: init.body }),
    })
    await answer.arrayBuffer()
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
  }
  let turn = 0
  const change = async () => {
    const one = people[turn++ % people.length]
    const bearer = coordinators[one?.coordinator ?? 0]
    const post = (path: string, body: object) =>
      ask(bearer, path, { method: 'POST', body: JSON.stringify(body) })
    switch (turn % 5) {
      case 0:
        return ask(bearer, `/professionals/${one?.id}`, {
          method: 'PATCH',
          body: `{"phone":"038-${1_000_000 + turn}"}`,
        })
      case 1:
        return post('/professionals', {
          name: 'A. Jansen',
          jobTitle: 'Arts',
          email: `${randomUUID()}@organisatie.example`,
          phone: '038-1234567',
        })
      case 2:
        return post(`/professionals/${one?.id}/withdrawals`, { endReason: 'risk_gone' })
      case 3:
        return ask(administrator, `/partners/${spare?.id}/steps`, {
          method: 'POST',
          body: '{"state":"suspended"}',
        })
      default:
        return ask(administrator, `/partners/${spare?.id}/steps`, {
          method: 'POST',
          body: '{"state":"connected"}',
        })
    }
  }
  const table = () =>
    [
      'Naam;Functie;E-mail;Telefoon;Rol',
      ...Array.from(
        { length: imported },
        () => `A. Jansen;Arts;${randomUUID()}@organisatie.example;038-1234567;`,
      ),
    ].join('\n')
  return {
    begin() {
      statuses.clear()
      const running = new Set<Promise<unknown>>()
      const every = (perSecond: number, work: () => Promise<unknown>) =>
        setInterval(
          () => {
            const done = work().catch(() => statuses.set(0, (statuses.get(0) ?? 0) + 1))
            running.add(done)
            done.finally(() => running.delete(done))
          },
          perSecond > 0 ? 1000 / perSecond : never,
        )
      const timers = [
        every(confirmations, () =>
          values.looking
            ? ask(confirming[turn++ % confirming.length], '/profile', { method: 'GET' })
            : ask(confirming[turn++ % confirming.length], '/profile/confirmations', { method: 'POST' }),
        ),
        every(changes, change),
      ]
      const began = performance.now()
      let took = 0
      const importing = ask(coordinators[0], '/professionals/_import', {
        method: 'POST',
        body: table(),
        type: 'text/csv',
      }).then(() => {
        took = performance.now() - began
      })
      return async () => {
        for (const timer of timers) clearInterval(timer)
        await Promise.all([...running, importing])
        const counts = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')
        return `the others: ${counts}; a table of ${imported} in ${took.toFixed(0)} ms`
      }
    },
  }
}
