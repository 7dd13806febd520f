import type { FastifyBaseLogger } from 'fastify'
import type { Test } from 'tap'
import { type Database, openDatabase } from '../../db/driver/client.ts'
import { type Delivery, deliverDueNotifications } from '../../src/deliver/deliver-notifications.ts'
import { createMailer } from '../../src/deliver/mailer.ts'
import { createLog } from '../../src/http/door/log.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { registerSignals } from '../../src/signals/register-signals.ts'
import { testPersons } from './bsn.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { type MailServer, startMailServer } from './mail-server.ts'
import { type Account, smallRegion } from './region.ts'
import { prepare } from './registration.ts'

export const matchedAt = new Date('2026-11-22T09:00:00Z')
export const schedule = [10, 60, 300]

/** So many days after the match. */
export const later = (days: number) => new Date(matchedAt.getTime() + days * 24 * 3_600_000)

const keys = parseKeys(generateKeys(false))

/** A match of two professionals of which nobody was told yet, a mail server, and a clock that stands still. */
export interface Waiting {
  readonly database: TestDatabase
  readonly professionals: readonly [Account, Account]
  readonly officer: Account
  readonly mail: MailServer
  readonly clock: { now: Date }
  readonly outcomes: string[]
  readonly logged: string[]
  /** Delivers what is due at the time of the clock, as a worker of its own. */
  deliver(over?: Partial<Delivery>): Promise<void>
  /** A worker's connection to the database. */
  open(): Database
  attempts(): Promise<{ number: number; outcome: string; smtp_status: number | null }[]>
  states(): Promise<Record<string, number>>
  /** Events of the logbook about notifications, after they were made. */
  told(): Promise<string[]>
}

export async function matchWaiting(t: Test, persons = 1): Promise<Waiting> {
  const database = await createTestDatabase(t)
  const { professionals, officer } = await smallRegion(database.sql, 2)
  const mail = await startMailServer(t)
  const clock = { now: matchedAt }
  const outcomes: string[] = []
  const logged: string[] = []
  const open = () => {
    const opened = openDatabase({
      url: database.serviceUrl,
      role: 'verwijsindex_service',
      poolSize: 4,
      queryDeadline: 5000,
      applicationName: 'test',
    })
    t.teardown(() => opened.close())
    return opened
  }
  const own = open()
  const mailer = createMailer(mail.url, 'noreply@verwijsindex.example', 4)
  t.teardown(() => mailer.close())
  for (const { subject } of professionals) {
    const items = testPersons.slice(0, persons).map((person) => prepare(subject, person))
    await registerSignals(own, items, matchedAt, { perProfessional: 1000, perOrganisation: 1000 })
  }
  const { sql } = database
  return {
    database,
    professionals: professionals as unknown as [Account, Account],
    officer,
    mail,
    clock,
    outcomes,
    logged,
    open,
    deliver: (over = {}) =>
      deliverDueNotifications(
        {
          database: own,
          mailer,
          clock: () => clock.now,
          log: createLog('debug', { write: (line: string) => logged.push(line) }) as FastifyBaseLogger,
          portalUrl: 'https://portaal.example',
          keys,
          from: 'noreply@verwijsindex.example',
          retrySchedule: schedule,
          onAttempt: (outcome) => outcomes.push(outcome),
          ...over,
        },
        () => false,
      ),
    attempts: async () => [
      ...(await sql<{ number: number; outcome: string; smtp_status: number | null }[]>`
        select number, outcome::text, smtp_status from delivery_attempt order by number, id`),
    ],
    states: async () => {
      const rows = await sql<{ state: string; n: number }[]>`
        select state::text, count(*)::int as n from notification group by 1`
      return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
    },
    told: async () => {
      const rows = await sql<{ line: string }[]>`
        select l.event || ' ' || a.subject as line from logbook l join account a on a.id = l.actor_id
         where l.event in ('notification_sent', 'notification_withheld') order by 1`
      return rows.map(({ line }) => line)
    },
  }
}
