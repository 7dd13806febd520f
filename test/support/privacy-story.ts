import { once } from 'node:events'
import { connect } from 'node:net'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { region, smallRegion } from './region.ts'
import type { TestService } from './service.ts'

type Person = { readonly bsn: string; readonly birthDate: string }

/**
 * A story in which every person goes through the whole service, and everybody who errs puts numbers in every place that a
 * request has. Answers with all that was answered, but for explicit disclosures.
 */
export async function tellStory(t: Test, tested: TestService, persons: readonly Person[]) {
  const { service, database, issuer } = tested
  const { sql } = database
  const { professionals, officer } = await smallRegion(sql, 4)
  const administrator = await region(sql).account({ roles: ['functional_administrator'] })
  const subjects = professionals.map(({ subject }) => subject)
  const answers: string[] = []
  const at = (position: number) => subjects[position % subjects.length] as string
  const ask = async (subject: string, request: InjectOptions) => {
    const answer = await service.app.inject({
      ...request,
      headers: { authorization: `Bearer ${await issuer.token(subject)}`, ...request.headers },
    })
    answers.push(JSON.stringify(answer.headers), answer.payload)
    return answer
  }
  const register = (subject: string, payload: unknown, headers = {}) =>
    ask(subject, {
      method: 'POST',
      url: '/v1/signals',
      headers: { 'content-type': 'application/json', ...headers },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    })

  // Everybody is registered by two, the second time under a key that is the number itself; some disagree on the date.
  for (const [position, { bsn, birthDate }] of persons.entries()) {
    t.equal((await register(at(position), { bsn, birthDate })).statusCode, 201)
    const stated = position % 10 === 0 ? '2013-03-03' : birthDate
    const again = await register(at(position + 1), { bsn, birthDate: stated }, { 'idempotency-key': bsn })
    t.match(again.json(), { match: { participants: [{}] } })
    t.equal(
      (await register(at(position + 1), { bsn, birthDate: stated }, { 'idempotency-key': bsn })).payload,
      again.payload,
    )
    t.equal(
      (await register(at(position + 1), { bsn, birthDate: '2011-11-11' }, { 'idempotency-key': bsn }))
        .statusCode,
      422,
    )
  }

  // Everybody looks at what is theirs.
  for (const subject of [...subjects, officer.subject, administrator.subject]) {
    for (const path of ['signals', 'matches', 'notifications', 'identity-conflicts'])
      await ask(subject, { url: `/v1/${path}?limit=100` })
  }
  const own = (await ask(at(0), { url: '/v1/signals' })).json().items as { id: string }[]
  for (const { id } of own) {
    const token = await issuer.token(at(0))
    const disclosed = await service.app.inject({
      method: 'POST',
      url: `/v1/signals/${id}/bsn-disclosures`,
      headers: { authorization: `Bearer ${token}` },
    })
    t.match(disclosed.json().bsn, /^\d{9}$/)
  }

  await askForData(
    t,
    ask,
    await region(sql).account({ roles: ['privacy_officer'], municipality: '0193' }),
    await region(sql).account({ roles: ['privacy_officer'], municipality: '0193' }),
    persons,
  )

  await err(ask, register, at(2), persons)
  await breakTheDatabase(t, tested, (position) => {
    const { bsn, birthDate } = persons[position] as Person
    return register(at(position + 2), { bsn, birthDate })
  })
  for (const subject of persons.slice(0, 5).map(({ bsn }) => bsn)) await register(subject, {})
  answers.push(...(await speakBrokenHttp(t, tested, persons)))

  const [{ people } = { people: 0 }] = await sql<{ people: number }[]>`
    select count(*)::int as people from young_person`
  return { answers, counts: { people } }
}

type Ask = (subject: string, request: InjectOptions) => Promise<unknown>
type Register = (subject: string, payload: unknown, headers?: object) => Promise<unknown>

/** Some ask what is known of them, and are answered; others put numbers where they do not belong. */
async function askForData(
  t: Test,
  ask: (subject: string, request: InjectOptions) => Promise<LightMyRequestResponse>,
  { subject }: { readonly subject: string },
  decider: { readonly subject: string },
  persons: readonly Person[],
): Promise<void> {
  const url = '/v1/subject-requests'
  for (const { bsn, birthDate } of persons.slice(0, 5)) {
    const good = { kind: 'access', bsn, birthDate, signedBy: ['guardian', 'young_person'] }
    const opened = await ask(subject, { method: 'POST', url, payload: good })
    t.equal(opened.statusCode, 201)
    const path = `${url}/${opened.json().id}`
    await ask(decider.subject, { method: 'POST', url: `${path}/decisions`, payload: { decision: 'granted' } })
    for (const accept of ['application/json', 'application/pdf'])
      t.equal((await ask(subject, { url: `${path}/access-document`, headers: { accept } })).statusCode, 200)
    for (const body of [
      { ...good, kind: bsn },
      { ...good, birthDate: bsn, municipalityCode: bsn, signedBy: [bsn] },
      { ...good, [bsn]: bsn, note: `gaat over ${bsn}` },
      { ...good, bsn: Number(bsn) },
    ])
      t.equal((await ask(subject, { method: 'POST', url, payload: body })).statusCode, 400)
    await ask(subject, { url: `${url}?bsn=${bsn}` })
    await ask(subject, { url: `${url}/${bsn}/access-document` })
    await ask(subject, { method: 'POST', url: `${path}/decisions`, payload: { decision: bsn } })
    await ask(subject, {
      method: 'POST',
      url: `/v1/advice-requests/${bsn}/answers`,
      payload: { advice: bsn },
    })
  }
}

/** Numbers in every place where they do not belong. */
async function err(ask: Ask, register: Register, subject: string, persons: readonly Person[]): Promise<void> {
  for (const { bsn, birthDate } of persons.slice(0, 6)) {
    const parted = bsn.match(/.{3}/g)?.join('.')
    const bodies: unknown[] = [
      `{"bsn": "${bsn}", "birthDate": `,
      `${bsn}`,
      `"${bsn}"`,
      `[${bsn}]`,
      `{"__proto__": "${bsn}"}`,
      { bsn: Number(bsn), birthDate },
      { bsn: parted, birthDate },
      { bsn: ` ${bsn}`, birthDate },
      { bsn: [bsn], birthDate },
      { bsn: { [bsn]: bsn }, birthDate },
      { bsn, birthDate: bsn, municipalityCode: bsn, removalDate: bsn },
      { bsn, birthDate, [bsn]: true, [`over ${bsn}`]: true, [`bsn${bsn}`]: true, [`a/${parted}~`]: true },
      { bsn, birthDate, note: `gaat over ${bsn} en over bsn${bsn}` },
      { bsn, birthDate, filler: bsn.repeat(2000) },
    ]
    for (const body of bodies) await register(subject, body)
    await register(subject, `<bsn>${bsn}</bsn>`, { 'content-type': 'application/xml' })
    await register(subject, `bsn=${bsn}`, { 'content-type': `text/x-${bsn}` })
    await register(subject, { bsn, birthDate }, { 'idempotency-key': `${bsn} ${bsn}` })
    const urls = [
      `/v1/signals/${bsn}`,
      `/v1/signals/${bsn}/bsn-disclosures`,
      `/v1/matches/${bsn}`,
      `/v1/signals?bsn=${bsn}`,
      `/v1/signals?${bsn}`,
      `/v1/signals?after=${bsn}&limit=${bsn}`,
      `/v1/persons/${bsn}?parted=${parted}`,
      `/v1/signals/${bsn}%zz`,
      `/v1/signals/${bsn.repeat(20)}`,
      `/${bsn}#${bsn}`,
    ]
    for (const url of urls) await ask(subject, { url })
    for (const name of [
      'x-bsn',
      'user-agent',
      'referer',
      'accept',
      'authorization',
      'x-request-id',
      'cookie',
      'origin',
    ])
      await ask(subject, {
        url: '/v1/signals',
        headers: { [name]: name === 'authorization' ? `Bearer ${bsn}` : bsn },
      })
  }
}

/** A database that refuses a row quotes it; nothing of that may come out. */
async function breakTheDatabase(
  t: Test,
  { database: { sql } }: TestService,
  register: (position: number) => Promise<{ readonly statusCode: number }>,
): Promise<void> {
  await sql`alter table signal add constraint broken check (false) not valid`
  t.equal((await register(0)).statusCode, 500)
  await sql`alter table signal drop constraint broken`
  await sql`alter table logbook rename to elsewhere`
  t.equal((await register(1)).statusCode, 500)
  await sql`alter table elsewhere rename to logbook`
}

/** What no client library would send, over a real socket. */
async function speakBrokenHttp(
  t: Test,
  { service }: TestService,
  persons: readonly Person[],
): Promise<string[]> {
  const address = await service.listen({ host: '127.0.0.1', port: 0 }, { host: '127.0.0.1', port: 0 })
  const port = Number(new URL(address).port)
  const answers: string[] = []
  for (const { bsn } of persons.slice(0, 5)) {
    for (const text of [
      `${bsn} / HTTP/1.1\r\n\r\n`,
      `GET /${bsn} HTTP/${bsn}\r\n\r\n`,
      `GET /v1/signals/${bsn}%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\n${bsn}\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\nX-BSN: ${bsn.repeat(2000)}\r\n\r\n`,
      `POST /v1/signals HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${bsn}\r\n`,
    ]) {
      const socket = connect(port, '127.0.0.1')
      let answer = ''
      socket.on('data', (part) => {
        answer += part
      })
      socket.on('error', () => {})
      socket.end(text)
      await once(socket, 'close')
      answers.push(answer)
    }
  }
  t.ok(answers.some((answer) => answer.startsWith('HTTP/1.1 400')))
  return answers
}
