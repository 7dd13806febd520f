import type { FastifyBaseLogger, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { deliverDueNotifications } from '../../src/deliver/deliver-notifications.ts'
import { createMailer } from '../../src/deliver/mailer.ts'
import { createLog } from '../../src/http/door/log.ts'
import type { ServiceOptions } from '../../src/service.ts'
import { startMailServer } from './mail-server.ts'
import { type Account, type Region, region } from './region.ts'
import { sharedKeys } from './registration.ts'
import { createTestService, type TestService } from './service.ts'

/** A service with one convenant, and a connected organisation with a coordinator and professionals. */
export interface PeopleService extends TestService {
  readonly region: Region
  readonly clock: { now: Date }
  readonly convenant: string
  readonly organisation: string
  readonly coordinator: Account
  readonly professionals: readonly Account[]
  ask(subject: string, request: InjectOptions): Promise<LightMyRequestResponse>
  /** Another connected organisation, with a coordinator and one professional. */
  neighbour(): Promise<{ organisation: string; coordinator: Account; professional: Account }>
  /** Events of the logbook by one actor, in their order. */
  events(actor: string): Promise<string[]>
}

export async function peopleService(
  t: Test,
  professionals = 2,
  options: Partial<ServiceOptions> = {},
): Promise<PeopleService> {
  const clock = { now: new Date('2026-11-22T09:00:00Z') }
  const tested = await createTestService(t, { clock: () => clock.now, ...options })
  const { service, issuer, database } = tested
  const made = region(database.sql)
  const convenant = await made.convenant([await made.municipality('0193', 'Zwolle')])
  const organise = async () => {
    const organisation = await made.organisation()
    await made.partner(convenant, organisation)
    return { organisation, coordinator: await made.account({ organisation, roles: ['coordinator'] }) }
  }
  const own = await organise()
  const accounts: Account[] = []
  for (let n = 0; n < professionals; n++)
    accounts.push(await made.account({ organisation: own.organisation }))
  return {
    ...tested,
    ...own,
    region: made,
    clock,
    convenant,
    professionals: accounts,
    async ask(subject, request) {
      const authorization = `Bearer ${await issuer.token(subject)}`
      return service.app.inject({ ...request, headers: { authorization, ...request.headers } })
    },
    async neighbour() {
      const other = await organise()
      return { ...other, professional: await made.account({ organisation: other.organisation }) }
    },
    async events(actor) {
      const rows = await database.sql<{ event: string }[]>`
        select event from logbook where actor_id = ${actor} order by id`
      return rows.map(({ event }) => event)
    },
  }
}

/** A real mail server, and a worker that delivers to it all that is due. */
export async function deliveryOf(t: Test, { service, clock }: Pick<PeopleService, 'service' | 'clock'>) {
  const mail = await startMailServer(t)
  const mailer = createMailer(mail.url, 'noreply@verwijsindex.example', 4)
  t.teardown(() => mailer.close())
  const deliver = () =>
    deliverDueNotifications(
      {
        database: service.database,
        mailer,
        keys: sharedKeys,
        clock: () => clock.now,
        log: createLog('silent', { write: () => {} }) as FastifyBaseLogger,
        portalUrl: 'https://portaal.example',
        from: 'noreply@verwijsindex.example',
        retrySchedule: [10],
        onAttempt: () => {},
      },
      () => false,
    )
  return { mail, deliver }
}
