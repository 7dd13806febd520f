import t, { type Test } from 'tap'
import { madeUpBsns } from '../support/bsn.ts'
import { deliveryOf, type PeopleService, peopleService } from '../support/people.ts'
import type { Account } from '../support/region.ts'

t.setTimeout(300_000)

const birthDate = '2015-06-01'
const began = new Date('2026-10-24T20:00:00Z')
const hour = 3_600_000

/** What a professional does to look, after an honest one has registered the same child, and whether it is to be seen. */
interface Story {
  readonly seen: boolean
  /** When they are at the end of it, in ms after they registered. */
  readonly after?: number
  /** Instead of ending it as unfounded, right after. */
  readonly ends?: (scene: Scene, snoop: Snoop) => Promise<unknown>
  /** Before that, once they have registered. */
  readonly meanwhile?: (scene: Scene, snoop: Snoop) => Promise<unknown>
  /** Whether they register before anybody else does. */
  readonly first?: boolean
  /** Whether nobody else registers at all. */
  readonly alone?: boolean
}

const unfounded = ({ end }: Scene, { account, signalId }: Snoop) => end(account, signalId, 'unfounded')
const another = ({ post }: Scene, { signalId, account }: Snoop) =>
  post(account.subject, `/v1/signals/${signalId}/renewals`, {})

/** Ways to look and to get away with it; the clock goes back an hour in the night that lies between. */
const stories: Readonly<Record<string, Story>> = {
  'at once': { seen: true },
  'an hour later': { seen: true, after: hour },
  'a ms before 24 hours': { seen: true, after: 24 * hour - 1 },
  'after exactly 24 hours': { seen: true, after: 24 * hour },
  'a ms after 24 hours': { seen: false, after: 24 * hour + 1 },
  'the same hour of the next day, of which there are two': { seen: false, after: 25 * hour },
  'after a week': { seen: false, after: 168 * hour },
  'after renewing it': { seen: true, meanwhile: another },
  'registering once more before': {
    seen: true,
    meanwhile: ({ register }, { account, bsn }) => register(account, bsn),
  },
  'after the other has left, so that there is no match any more': {
    seen: true,
    meanwhile: ({ end }, { honest, honestId }) => end(honest, honestId, 'risk_gone'),
  },
  'after the other was destroyed': {
    seen: true,
    meanwhile: ({ end }, { honest, honestId }) => end(honest, honestId, 'unfounded'),
  },
  'after somebody else joined': {
    seen: true,
    meanwhile: ({ register, bystander }, { bsn }) => register(bystander, bsn),
  },
  'by leaving the organisation': {
    seen: true,
    ends: ({ post, coordinatorOf }, { account }) =>
      post(coordinatorOf(account).subject, `/v1/professionals/${account.id}/withdrawals`, {
        endReason: 'unfounded',
      }),
  },
  'by a colleague to whom it was handed over': {
    seen: true,
    async ends({ end, post, coordinatorOf, organisationOf, region }, { account, signalId }) {
      const colleague = await region.account({ organisation: organisationOf(account) ?? '' })
      await post(coordinatorOf(account).subject, `/v1/professionals/${account.id}/hand-overs`, {
        toProfessionalId: colleague.id,
        signalIds: [signalId],
      })
      await end(colleague, signalId, 'unfounded')
    },
  },
  'the risk is gone': {
    seen: false,
    ends: ({ end }, { account, signalId }) => end(account, signalId, 'risk_gone'),
  },
  'leaving the organisation, the risk is gone': {
    seen: false,
    ends: ({ post, coordinatorOf }, { account }) =>
      post(coordinatorOf(account).subject, `/v1/professionals/${account.id}/withdrawals`, {
        endReason: 'risk_gone',
      }),
  },
  'nobody was there': { seen: false, alone: true },
  'others came later': { seen: false, first: true },
  'it stays': { seen: false, ends: async () => {} },
}

interface Snoop {
  readonly account: Account
  readonly bsn: string
  readonly honest: Account
  readonly signalId: string
  readonly honestId: string
}

type Scene = Omit<PeopleService, 'register'> & Awaited<ReturnType<typeof setScene>>

async function setScene(made: PeopleService) {
  const organisations = new Map<string, Account>()
  const accounts = new Map<string, string>()
  const { region, convenant, ask, clock } = made
  for (let n = 0; n < 5; n++) {
    const organisation = await region.organisation()
    await region.partner(convenant, organisation)
    organisations.set(organisation, await region.account({ organisation, roles: ['coordinator'] }))
  }
  const municipal = (role: string, municipality = '0193') => region.account({ roles: [role], municipality })
  const post = async (subject: string, url: string, payload: object) => {
    const answer = await ask(subject, { method: 'POST', url, payload })
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.payload}`)
    return answer.payload === '' ? null : answer.json()
  }
  const ids = [...organisations.keys()]
  let counter = 0
  return {
    administrator: await municipal('municipal_administrator'),
    privacyOfficer: await municipal('privacy_officer'),
    elsewhere: await municipal('municipal_administrator', await region.municipality('0150', 'Deventer')),
    bystander: await region.account({ organisation: made.organisation }),
    organisations,
    post,
    coordinatorOf: ({ id }: Account) => organisations.get(accounts.get(id) ?? '') as Account,
    organisationOf: ({ id }: Account) => accounts.get(id),
    async employ() {
      const organisation = ids[counter++ % ids.length] ?? ''
      const account = await region.account({ organisation })
      accounts.set(account.id, organisation)
      return account
    },
    async register({ subject }: Account, bsn: string): Promise<string> {
      return (await post(subject, '/v1/signals', { bsn, birthDate })).id
    },
    end: ({ subject }: Account, id: string, reason: string) =>
      post(subject, `/v1/signals/${id}/endings`, { reason }),
    at: (ms: number) => {
      clock.now = new Date(began.getTime() + ms)
    },
  }
}

/** Everybody registers, so many for each story; in the end each does what the story says, at its time. */
async function play(t: Test, times: number) {
  const made = await peopleService(t, 1)
  const scene: Scene = { ...made, ...(await setScene(made)) }
  const bsns = madeUpBsns()
  const acts: { after: number; story: Story; snoop: Snoop }[] = []
  scene.at(0)
  const setOut = async (story: Story) => {
    const [account, honest] = [await scene.employ(), await scene.employ()]
    const bsn = bsns.next().value
    const who = story.alone ? [account] : story.first ? [account, honest] : [honest, account]
    const signals: string[] = []
    for (const each of who) signals.push(await scene.register(each, bsn))
    const own = signals[who.indexOf(account)] ?? ''
    const snoop = { account, honest, bsn, signalId: own, honestId: signals[who.indexOf(honest)] ?? '' }
    acts.push({ after: story.after ?? 60_000, story, snoop })
  }
  // Several at once, so that they share batches with one another.
  for (let n = 0; n < times; n++) await Promise.all(Object.values(stories).map(setOut))
  acts.sort((one, other) => one.after - other.after)
  for (const after of new Set(acts.map((act) => act.after))) {
    const now = acts.filter((act) => act.after === after)
    scene.at(after - 1)
    await Promise.all(now.map(({ story, snoop }) => story.meanwhile?.(scene, snoop)))
    scene.at(after)
    await Promise.all(now.map(({ story, snoop }) => (story.ends ?? unfounded)(scene, snoop)))
  }
  return { scene, acts }
}

const byId = <T extends { readonly id: string }>(one: T, other: T) => (one.id < other.id ? -1 : 1)

t.test('R6: 200 scripted snoops raise the alert, each once, and nobody else does', async (t) => {
  const { scene, acts } = await play(t, 20)
  const snoops = acts.filter(({ story }) => story.seen).map(({ snoop }) => snoop)
  t.ok(snoops.length >= 200, `${snoops.length} snoops, and ${acts.length - snoops.length} others`)
  const list = async ({ subject }: Account) => {
    const items: { professional: { id: string; name: string }; organisation: { id: string } }[] = []
    for (let after = ''; ; ) {
      const { body } = await scene.get(subject, `/v1/quick-withdrawals?limit=100${after}`)
      items.push(...body.items)
      if (body.next === null) return items
      after = `&after=${body.next}`
    }
  }
  const listed = async (account: Account) =>
    (await list(account)).map(({ professional }) => professional.id).sort()
  const all = snoops.map(({ account }) => account.id).sort()
  t.strictSame(await listed(scene.administrator), all, 'the municipality')
  t.strictSame(await listed(scene.privacyOfficer), all, 'and its privacy officer')
  t.strictSame(await listed(scene.elsewhere), [], 'not another municipality')
  t.strictSame(await listed(scene.coordinator), [], 'nor an organisation of which nobody did')
  for (const [organisation, coordinator] of scene.organisations) {
    const own = snoops
      .map(({ account }) => account)
      .filter((each) => scene.organisationOf(each) === organisation)
    t.ok(own.length > 20)
    t.strictSame(
      await listed(coordinator),
      own.map(({ id }) => id).sort(),
      'the coordinator of the organisation',
    )
  }

  const [snoop] = [...snoops.map(({ account }) => account)].sort(byId)
  const item = (await list(scene.administrator)).find(({ professional }) => professional.id === snoop?.id)
  t.strictSame(Object.keys(item ?? {}), [
    'id',
    'professional',
    'organisation',
    'municipalityCode',
    'registeredAt',
    'endedAt',
  ])
  t.match(item, { professional: { name: `Naam ${snoop?.subject}` }, municipalityCode: '0193' })
  const { payload } = await scene.get(scene.administrator.subject, '/v1/quick-withdrawals?limit=100')
  for (const { bsn, signalId, honest } of snoops)
    for (const secret of [bsn, signalId, honest.id])
      t.notOk(payload.includes(secret), 'nothing of the young person, the signal or whom they met')

  const { mail, deliver } = await deliveryOf(t, scene)
  await deliver()
  const subject = 'Een signaal in de verwijsindex is snel weer ingetrokken'
  const alerts = mail.received.filter(({ mail }) => mail.subject === subject).flatMap(({ to }) => to)
  const owed = snoops.flatMap(({ account }) => [
    scene.coordinatorOf(account).email,
    scene.administrator.email,
    scene.privacyOfficer.email,
  ])
  t.strictSame(alerts.sort(), owed.sort(), 'each is told of each')
})

t.test('R20: what was found is in the logbook, and each look at each', async (t) => {
  const made = await peopleService(t, 2)
  const scene: Scene = { ...made, ...(await setScene(made)) }
  const [snoop, honest] = [await scene.employ(), await scene.employ()]
  const bsn = madeUpBsns().next().value
  await scene.register(honest, bsn)
  await scene.end(snoop, await scene.register(snoop, bsn), 'unfounded')
  await scene.get(scene.coordinatorOf(snoop).subject, '/v1/quick-withdrawals')
  await scene.get(scene.elsewhere.subject, '/v1/quick-withdrawals')
  const organisation_id = scene.organisationOf(snoop)
  const line = {
    account_id: snoop.id,
    organisation_id,
    municipality_code: '0193',
    ground: 'Jw 7.1.2.1 lid 3',
  }
  t.strictSame(
    [
      ...(await made.database.sql`
        select event::text, actor_id, account_id, organisation_id, municipality_code, ground, young_person_id, signal_id
          from logbook where event::text like 'quick_withdrawal%' order by id`),
    ],
    [
      { event: 'quick_withdrawal_found', actor_id: null, ...line },
      { event: 'quick_withdrawals_viewed', actor_id: scene.coordinatorOf(snoop).id, ...line },
    ].map((each) => ({ ...each, young_person_id: null, signal_id: null })),
  )
})

t.test('R3, R4, R20: somebody who is told opens what they were told, and sees nothing else', async (t) => {
  const made = await peopleService(t, 1)
  const { region, database, clock } = made
  const scene: Scene = { ...made, ...(await setScene(made)) }
  const [snoop, honest] = [await scene.employ(), await scene.employ()]
  const coordinator = scene.coordinatorOf(snoop)
  const bsns = madeUpBsns()
  const told = bsns.next().value
  await scene.register(honest, told)
  await scene.end(snoop, await scene.register(snoop, told), 'unfounded')
  // What they might see besides: of whom they stand in for, and their own from when they could register.
  const another = bsns.next().value
  await scene.register(honest, another)
  await scene.register(snoop, another)
  await region.absence(snoop.id, coordinator.id)

  const list = async ({ subject }: Account) => (await scene.get(subject, '/v1/notifications')).body
  for (const recipient of [coordinator, scene.administrator, scene.privacyOfficer]) {
    const { items } = await list(recipient)
    t.match(items, [{ event: 'quick_withdrawal', matchId: null, onBehalfOf: null, openedAt: null }])
    t.equal(items.length, 1)
    const [{ id }] = items
    const openedAt = clock.now.toISOString()
    t.match((await scene.get(recipient.subject, `/v1/notifications/${id}`)).body, { id, openedAt })
    const lines = await database.sql`
      select actor_id from logbook where event = 'notification_opened' and notification_id = ${id}`
    t.strictSame(
      lines.map(({ actor_id }) => actor_id),
      [recipient.id],
    )
    const elsewhere = [scene.elsewhere, scene.coordinatorOf(honest), snoop]
    for (const { subject } of elsewhere)
      t.equal((await scene.get(subject, `/v1/notifications/${id}`)).status, 404, 'nobody else opens it')
  }
  const matched = await database.sql<{ id: string }[]>`select id from notification where match_id is not null`
  t.ok(matched.length > 0)
  for (const { id } of matched)
    t.equal((await scene.get(coordinator.subject, `/v1/notifications/${id}`)).status, 404)
})

t.test(
  'R1: a coordinator who may not register any more sees nothing of what they were told as a professional',
  async (t) => {
    const made = await peopleService(t, 1)
    const scene: Scene = { ...made, ...(await setScene(made)) }
    const organisation = await made.region.organisation()
    await made.region.partner(made.convenant, organisation)
    const both = await made.region.account({ organisation, roles: ['professional', 'coordinator'] })
    const bsn = madeUpBsns().next().value
    await scene.register(await scene.employ(), bsn)
    await scene.register(both, bsn)
    const events = async () => {
      const { body } = await scene.get(both.subject, '/v1/notifications')
      return body.items.map(({ event }: { event: string }) => event)
    }
    t.strictSame(await events(), ['match_created'])
    await made.database.sql`update partner set state = 'suspended' where organisation_id = ${organisation}`
    t.strictSame(await events(), [])
  },
)

t.test('R4: after a merger it is the successor’s to look into', async (t) => {
  const made = await peopleService(t, 1)
  const scene: Scene = { ...made, ...(await setScene(made)) }
  const { sql } = made.database
  const [snoop, honest] = [await scene.employ(), await scene.employ()]
  const bsn = madeUpBsns().next().value
  await scene.register(honest, bsn)
  await scene.end(snoop, await scene.register(snoop, bsn), 'unfounded')
  scene.clock.now = new Date('2027-01-01T09:00:00Z')
  await sql`update municipality set valid_until = '2026-12-31' where code = '0193'`
  await sql`insert into municipality_succession values ('0193', '0150', '2027-01-01')`
  const { body } = await scene.get(scene.elsewhere.subject, '/v1/quick-withdrawals')
  t.match(body.items, [{ professional: { id: snoop.id }, municipalityCode: '0150' }])
  t.equal((await scene.get(scene.administrator.subject, '/v1/quick-withdrawals')).status, 403)
})
