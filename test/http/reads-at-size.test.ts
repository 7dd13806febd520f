import { randomUUID } from 'node:crypto'
import t from 'tap'
import { Bsn } from '../../src/identity/bsn.ts'
import { sealBsn } from '../../src/identity/seal.ts'
import { seed } from '../bench/seed.ts'
import { operationsOf, servedDocument } from '../support/document.ts'
import { region } from '../support/region.ts'
import { sharedKeys } from '../support/registration.ts'
import { createTestService } from '../support/service.ts'

/**
 * Every list is fast at national size, tried for each role: what is counted is the rows that the database reads for an answer, its
 * policies included, so that the test is the same on any machine.
 */
t.setTimeout(600_000)

const size = { persons: 4000, professionals: 16_000, organisations: 800 }
const { service, database, get } = await createTestService(t, { keys: sharedKeys, poolSize: 1 })
const { sql } = database
await seed(sql, sharedKeys, size)

const made = region(sql)
const municipality = '0193'
const [own] = await sql<Record<'id' | 'subject' | 'organisation', string>[]>`
  select a.id, a.subject, a.organisation_id as organisation
    from account a where exists (select from match_participant p where p.professional_id = a.id) order by a.id limit 1`
const organisation = own?.organisation ?? ''
const subjects: Record<string, string> = {
  professional: own?.subject ?? '',
  coordinator: (await made.account({ organisation, roles: ['coordinator'] })).subject,
}
for (const role of ['follow_up_officer', 'municipal_administrator', 'privacy_officer'])
  subjects[role] = (await made.account({ roles: [role], municipality })).subject
for (const role of ['supervisor', 'functional_administrator'])
  subjects[role] = (await made.account({ roles: [role] })).subject

// The seed seals no number; those of the professional who asks can be opened.
for (const { id } of await sql<{ id: string }[]>`
  select young_person_id as id from signal where professional_id = ${own?.id ?? ''}`) {
  const { sealed, keyVersion } = sealBsn(Bsn.parse('999995832') as Bsn, id, sharedKeys)
  await sql`update young_person set bsn_sealed = ${sealed}, seal_key_version = ${keyVersion} where id = ${id}`
}

// Everybody was told of something, and looked at something; so did each of those who ask.
await sql`
  insert into notification (id, event, match_id, signal_id, recipient_id, recipient_role, created_at, state, next_attempt_at, settled_at)
  select new_id(now() - n * interval '1 second'), 'participant_left', p.match_id, p.signal_id, p.professional_id, 'professional', now(),
         'delivered', now(), now()
    from match_participant p cross join generate_series(1, 3) n`
await sql`
  insert into notification (id, event, match_id, recipient_id, recipient_role, created_at, state, next_attempt_at, settled_at)
  select new_id(now() - interval '1 day'), 'match_created', m.id, a.id, 'follow_up_officer', now(), 'delivered', now(), now()
    from account a cross join (select id from match limit 120) m where a.subject = ${subjects.follow_up_officer ?? ''}`
await sql`
  insert into notification (id, event, recipient_id, recipient_role, created_at, state, next_attempt_at, settled_at)
  select new_id(now() - interval '1 day'), 'details_confirmation_due', a.id, r.role, now(), 'delivered', now(), now()
    from account a join role_assignment r on r.account_id = a.id cross join generate_series(1, 3)
   where r.role <> 'professional'`
await sql`
  insert into logbook (occurred_at, event, ground, actor_id, organisation_id)
  select now() - n * interval '1 minute', 'notifications_viewed', 'Jw 7.1.4.3 lid 2', a.id, a.organisation_id
    from account a cross join generate_series(1, 5) n`
await sql`
  insert into identity_conflict (id, young_person_id, signal_id, detected_at, known_destruction_date, stated_destruction_date)
  select new_id(now()), s.young_person_id, s.id, now(), '2040-01-01', '2040-01-02'
    from (select distinct on (young_person_id) * from signal order by young_person_id, id limit 300) s`
await sql`vacuum analyze`

/** Rows that everything has read in this database until now. */
async function rowsRead(): Promise<number> {
  await service.database.orm.execute('select pg_stat_force_next_flush()')
  await service.database.sql`select pg_stat_force_next_flush()`
  const [row] = await sql<{ read: number }[]>`
    select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_user_tables`
  return row?.read ?? 0
}

/** What an answer of a page may read at most: some dozens of rows for each of its lines, and far less than there is. */
const mostRows = 5000

/** The overview counts all who work for the partners of a municipality, which is what it is asked for. */
const wholeMunicipality = '/municipalities/{code}/overview'

const [
  { match, notification, convenant, partner } = { match: '', notification: '', convenant: '', partner: '' },
] = await sql<Record<'match' | 'notification' | 'convenant' | 'partner', string>[]>`
    select n.match_id as match, n.id as notification, c.id as convenant, p.id as partner
      from notification n, convenant c, partner p
     where n.recipient_id = ${own?.id ?? ''} and n.event = 'participant_left' limit 1`
const idOf: Readonly<Record<string, string>> = {
  '/matches/{id}': match,
  '/notifications/{id}': notification,
  '/professionals/{id}': own?.id ?? '',
  '/professionals/{id}/signals': own?.id ?? '',
  '/professionals/{id}/absences': own?.id ?? '',
  '/convenants/{id}': convenant,
  '/convenants/{id}/parties': convenant,
  '/convenants/{id}/partners': convenant,
  '/partners/{id}': partner,
}
const operations = operationsOf(await servedDocument(service.app)).filter(({ method }) => method === 'GET')

t.test('an answer reads about as much as it shows, for each role', async (t) => {
  t.ok(operations.length > 20)
  const counted = new Set<string>()
  for (const { path } of operations)
    for (const [role, subject] of Object.entries(subjects)) {
      const url = path.replace('{id}', idOf[path] ?? randomUUID()).replace('{code}', municipality)
      const before = await rowsRead()
      const { status } = await get(subject, `/v1${url}`)
      const read = (await rowsRead()) - before
      t.ok([200, 400, 403, 404].includes(status), `${role} ${path}: ${status}`)
      if (status === 200) counted.add(role)
      t.ok(
        read <= (path === wholeMunicipality ? 2 * size.professionals : mostRows),
        `${role} ${path}: ${read} rows`,
      )
    }
  t.strictSame([...counted].sort(), Object.keys(subjects).sort(), 'each role sees something')
})
