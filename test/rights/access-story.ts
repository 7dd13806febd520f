import type { LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import type { Composition } from '../../src/documents/composition.ts'
import type { Domain } from '../../src/ground/law.ts'
import { deliveryOf } from '../support/people.ts'
import type { Account } from '../support/region.ts'
import { type RightsService, rightsService, type Subject } from '../support/rights.ts'

/** People as they are called in the documents that are looked at. */
const cast = {
  nurse: ['S. de Vries', 'jeugdverpleegkundige'],
  teacher: ['M. el Amrani', 'intern begeleider'],
  worker: ['Ł. Śliwińska-van den Boogaard', 'gezinswerker'],
  former: ['J. Mulder', 'maatschappelijk werker'],
  elsewhere: ['B. Postma', 'jeugdconsulent'],
} as const

type Name = keyof typeof cast

export interface AccessStory extends Omit<RightsService, 'register' | 'get'> {
  readonly people: Readonly<Record<Name, Account>>
  at(instant: string): void
  /** Registers somebody, and answers with the id of the signal. */
  register(who: Name, person: Subject): Promise<string>
  deliver(): Promise<void>
  /** Asks for access as the municipality, grants it, and answers with the address of the document. */
  grantAccess(person: Subject, signedBy: readonly string[]): Promise<string>
  document(url: string): Promise<Composition>
  get(who: Account, url: string, accept?: string): Promise<LightMyRequestResponse>
}

/** A service with three organisations in Zwolle, another that was there before, and one in Kampen. */
export async function accessStory(t: Test): Promise<AccessStory> {
  const tested = await rightsService(t)
  const { database, region, zwolle, kampen, ask, clock, issuer, service } = tested
  const { deliver } = await deliveryOf(t, tested)
  const { sql } = database
  const named = async (account: Account, [name, jobTitle]: readonly [string, string]) => {
    await sql`update account set name = ${name}, job_title = ${jobTitle} where id = ${account.id}`
    return account
  }
  const employed = async (who: Name, organisation: string, domain: Domain, convenant = zwolle.convenant) => {
    const id = await region.organisation(organisation, domain)
    await region.partner(convenant, id)
    return named(await region.account({ organisation: id }), cast[who])
  }
  const people = {
    nurse: await employed('nurse', 'GGD IJsselland', 'youth_health_care'),
    teacher: await employed('teacher', 'Basisschool De Zonnebloem', 'education'),
    worker: await employed('worker', 'Stichting Sociale Wijkteams Zwolle', 'social_support'),
    former: await employed('former', 'De Kern', 'social_support'),
    elsewhere: await employed('elsewhere', 'Jeugdteam Kampen', 'youth_help', kampen.convenant),
  }
  await named(zwolle.privacyOfficer, ['F. Jansma', 'privacy officer'])
  await named(zwolle.opener, ['P. Kok', 'medewerker privacy'])
  await named(zwolle.followUpOfficer, ['T. Bos', 'medewerker verwijsindex'])
  await named(kampen.followUpOfficer, ['K. Vos', 'medewerker verwijsindex'])
  const get = async (who: Account, url: string, accept = 'application/json') =>
    service.app.inject({
      url,
      headers: { authorization: `Bearer ${await issuer.token(who.subject)}`, accept },
    })
  return {
    ...tested,
    people,
    get,
    deliver,
    at(instant) {
      clock.now = new Date(instant)
    },
    async register(who, person) {
      const [id = ''] = await tested.signals(person, [people[who]])
      return id
    },
    async grantAccess(person, signedBy) {
      const { subject } = zwolle.privacyOfficer
      const asked = { kind: 'access', signedBy, ...person }
      const opened = await ask(zwolle.opener.subject, 'POST', '/subject-requests', asked)
      if (opened.status !== 201) throw new Error(opened.payload)
      const path = `/subject-requests/${opened.body.id}`
      await ask(subject, 'POST', `${path}/decisions`, { decision: 'granted' })
      return `/v1${path}/access-document`
    },
    async document(url) {
      const answer = await get(zwolle.privacyOfficer, url)
      if (answer.statusCode !== 200) throw new Error(answer.payload)
      return answer.json<Composition>()
    },
  }
}

/** Two years in which somebody is registered by three organisations, and by one before, whose signal is archived. */
export async function live(story: AccessStory, person: Subject): Promise<Record<Name, string>> {
  const { people, zwolle, kampen, ask, at, register, deliver } = story
  const { nurse, teacher, worker, former, elsewhere } = people
  at('2023-09-04T07:20:00Z')
  const archived = await register('former', person)
  at('2024-06-11T12:00:00Z')
  await ask(former.subject, 'POST', `/signals/${archived}/endings`, { reason: 'risk_gone' })

  at('2024-11-04T08:14:00Z')
  const nurses = await register('nurse', person)
  await deliver()
  at('2024-11-05T09:30:00Z')
  await ask(nurse.subject, 'GET', '/archive-notices')
  at('2025-03-03T13:20:00Z')
  const teachers = await register('teacher', person)
  at('2025-03-03T13:21:00Z')
  await deliver()
  at('2025-03-04T08:01:00Z')
  for (const { subject } of [nurse, teacher, zwolle.followUpOfficer]) await ask(subject, 'GET', '/matches')
  at('2025-03-04T15:40:00Z')
  await ask(nurse.subject, 'POST', `/signals/${nurses}/bsn-disclosures`)
  at('2025-09-16T07:05:00Z')
  const workers = await register('worker', person)
  const others = await register('elsewhere', person)
  at('2025-09-16T07:06:00Z')
  await deliver()
  at('2025-09-17T08:40:00Z')
  for (const { subject } of [worker, elsewhere, kampen.followUpOfficer]) {
    await ask(subject, 'GET', '/matches')
    await ask(subject, 'GET', '/signals')
  }
  at('2025-10-28T15:31:00Z')
  await ask(nurse.subject, 'POST', `/signals/${nurses}/renewals`, {})
  await ask(teacher.subject, 'POST', `/signals/${teachers}/letters`)
  return { former: archived, nurse: nurses, teacher: teachers, worker: workers, elsewhere: others }
}
