import type { Test } from 'tap'
import type { ServiceOptions } from '../../src/service.ts'
import { type Ask, asker } from './ask.ts'
import { testPersons } from './bsn.ts'
import { type Account, type Region, region } from './region.ts'
import { createTestService, type TestService } from './service.ts'

/** Somebody by the official test persons: born on a day, so of an age on the day of the tests. */
export interface Subject {
  readonly bsn: string
  readonly birthDate: string
}

/** A service in which two municipalities have a privacy officer, three professionals and a follow-up officer each. */
export interface RightsService extends TestService {
  readonly region: Region
  readonly clock: { now: Date }
  readonly ask: Ask
  readonly zwolle: Municipality
  readonly kampen: Municipality
  /** Opens a request for somebody, signed by those who have to, and answers with it. */
  open(kind: string, person: Subject, more?: object): Promise<Opened>
  /** Opens and grants one. */
  grant(kind: string, person: Subject, more?: object, confirmation?: object): Promise<Opened>
  /** Registers somebody as so many professionals of a municipality, and answers with the ids of the signals. */
  signals(person: Subject, professionals: readonly Account[]): Promise<string[]>
}

export interface Municipality {
  readonly code: string
  readonly convenant: string
  /** Opens requests, on which the other privacy officer decides. */
  readonly opener: Account
  readonly privacyOfficer: Account
  readonly followUpOfficer: Account
  readonly organisations: readonly string[]
  readonly professionals: readonly [Account, Account, Account]
}

// biome-ignore lint/suspicious/noExplicitAny: the tests read answers of every shape
type Opened = any

/** On 22 November 2026: the ages of the test persons are counted on it. */
export const day = new Date('2026-11-22T09:00:00Z')

/** A test person of an age on 22 November 2026. */
export function personOf(age: number): Subject {
  const found = testPersons.find(({ birthDate }) => ageOn(birthDate) === age)
  if (!found) throw new Error(`no test person of ${age}`)
  return { bsn: found.bsn, birthDate: found.birthDate }
}

function ageOn(birthDate: string): number {
  const years = 2026 - Number(birthDate.slice(0, 4))
  return birthDate.slice(5) <= '11-22' ? years : years - 1
}

const everybody = ['guardian', 'young_person']

export async function rightsService(t: Test, options: Partial<ServiceOptions> = {}): Promise<RightsService> {
  const clock = { now: day }
  const tested = await createTestService(t, { clock: () => clock.now, ...options })
  const made = region(tested.database.sql)
  const ask = asker(tested)
  const zwolle = await populate(made, '0193', 'Zwolle')
  const kampen = await populate(made, '0166', 'Kampen')
  const open = async (kind: string, person: Subject, more: object = {}) => {
    // Registered as stated, where nothing else is said.
    const registered = kind === 'rectification' ? { registeredBirthDate: person.birthDate } : {}
    const body = { kind, signedBy: everybody, ...person, ...registered, ...more }
    const opened = await ask(zwolle.opener.subject, 'POST', '/subject-requests', body)
    if (opened.status !== 201) throw new Error(`not opened: ${opened.payload}`)
    return opened.body
  }
  return {
    ...tested,
    region: made,
    clock,
    ask,
    zwolle,
    kampen,
    open,
    async grant(kind, person, more, confirmation = {}) {
      const { id } = await open(kind, person, more)
      const path = `/subject-requests/${id}/decisions`
      return (
        await ask(zwolle.privacyOfficer.subject, 'POST', path, { decision: 'granted', ...confirmation })
      ).body
    },
    async signals(person, professionals) {
      const ids: string[] = []
      for (const { subject } of professionals) {
        const { status, body } = await tested.register(subject, person)
        if (status !== 201) throw new Error(`not registered: ${JSON.stringify(body)}`)
        ids.push(body.id)
      }
      return ids
    },
  }
}

async function populate(made: Region, code: string, name: string): Promise<Municipality> {
  const convenant = await made.convenant([await made.municipality(code, name)])
  const professionals: Account[] = []
  const organisations: string[] = []
  for (let n = 0; n < 3; n++) {
    const organisation = await made.organisation()
    await made.partner(convenant, organisation)
    organisations.push(organisation)
    professionals.push(await made.account({ organisation }))
  }
  return {
    code,
    convenant,
    privacyOfficer: await made.account({ roles: ['privacy_officer'], municipality: code }),
    // Appointed later: letters and certificates name the officer who has the role longest.
    opener: await made.account({ roles: ['privacy_officer'], municipality: code, from: '2020-02-01' }),
    followUpOfficer: await made.account({ roles: ['follow_up_officer'], municipality: code }),
    organisations,
    professionals: professionals as [Account, Account, Account],
  }
}
