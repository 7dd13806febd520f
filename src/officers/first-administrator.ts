import { sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/driver/client.ts'
import { changeOfGeneralRoles } from '../authorise/changes.ts'
import { dateInAmsterdam } from '../ground/calendar.ts'
import { grounds } from '../ground/law.ts'
import {
  type Invited,
  type Inviting,
  invitationExpiry,
  inviteAccount,
} from '../invitations/invite-account.ts'
import { writeLogbook } from '../logbook/write.ts'

/** Whom an operator makes the first administrator, and how the invitation comes to them. */
export interface FirstAdministrator {
  readonly person: Invited['person']
  /** Whether the code is handed over, or goes by mail once the service runs. */
  readonly byHand: boolean
  /** Whether somebody who waits to accept is sent away, since their invitation was lost or was for the wrong person. */
  readonly instead: boolean
}

/** What came of it: `exists` where a functional administrator can log in, `waits` where one was invited and can still accept. */
export type Bootstrapped =
  | {
      readonly outcome: 'made'
      readonly accountId: string
      readonly invitationId: string
      readonly expiresAt: Date
    }
  | { readonly outcome: 'exists' | 'waits' }

/**
 * Makes the first functional administrator: an account that waits, and an invitation that they accept with their own login (R4). Only as
 * long as nobody with that role can log in; of two operators at once one makes it. Every step is a line in the logbook, of which
 * the actor is nobody of the index (R20).
 * @param database as its owner
 * @throws DomainError `service-unavailable`
 */
export async function makeFirstAdministrator(
  database: Database,
  { person, byHand, instead }: FirstAdministrator,
  now: Date,
): Promise<Bootstrapped> {
  const today = dateInAmsterdam(now)
  return database.runGivingWay(() =>
    database.orm.transaction(async (tx) => {
      const context = { tx, now, today, actor: null }
      await takeTurns(tx, changeOfGeneralRoles.turns)
      // Who is accepting their invitation at this moment comes first, and is then somebody who can log in.
      await takeTurns(
        tx,
        (await readAdministrators(context)).map(({ id }) => `account ${id}`),
      )
      const known = await readAdministrators(context)
      if (known.some(({ canLogIn }) => canLogIn)) return { outcome: 'exists' }
      if (known.some(({ canAccept }) => canAccept) && !instead) return { outcome: 'waits' }
      for (const { id } of known) await sendAway(context, id)
      const made = await inviteAccount(context, {
        purpose: 'staff',
        person,
        roles: [{ role: 'functional_administrator' }],
        byHand,
      })
      await writeLogbook(tx, { ...line(now, made.accountId), event: 'first_administrator_made' })
      return {
        outcome: 'made',
        accountId: made.accountId,
        invitationId: made.invitationId,
        expiresAt: invitationExpiry(now),
      }
    }),
  )
}

async function takeTurns(tx: Transaction, turns: readonly string[]): Promise<void> {
  await tx.execute(sql`select change_in_turn(${sql.param(turns)}::text[])`)
}

interface Administrator extends Record<string, unknown> {
  readonly id: string
  readonly canLogIn: boolean
  readonly canAccept: boolean
}

async function readAdministrators({ tx, now, today }: Inviting): Promise<Administrator[]> {
  return tx.execute<Administrator>(sql`
    select a.id, a.issuer is not null as "canLogIn",
           exists (select from invitation i, standing_invitation(i.id, ${now.toISOString()}, ${today})
                    where i.account_id = a.id) as "canAccept"
      from account a
     where a.withdrawn_at is null
       and exists (select from role_assignment r
                    where r.account_id = a.id and r.role = 'functional_administrator'
                      and is_held_or_to_come(r.from_date, r.until_date, ${today}))`)
}

/** Somebody who never logged in: their role ends, and their invitation opens nothing any more. */
async function sendAway({ tx, now, today }: Inviting, accountId: string): Promise<void> {
  const at = now.toISOString()
  await tx.execute(
    sql`select hold_person_alone(${accountId}), say_what_ends(${sql.param([accountId])}::uuid[]::text)`,
  )
  await tx.execute(sql`
    update role_assignment set until_date = greatest(from_date, ${today}::date)
     where account_id = ${accountId} and is_held_or_to_come(from_date, until_date, ${today})`)
  await tx.execute(sql`
    update invitation set withdrawn_at = ${at}
     where account_id = ${accountId} and accepted_at is null and withdrawn_at is null`)
  await tx.execute(sql`update account set withdrawn_at = ${at} where id = ${accountId}`)
  await writeLogbook(
    tx,
    { ...line(now, accountId), event: 'role_ended' },
    { ...line(now, accountId), event: 'account_withdrawn' },
  )
}

function line(now: Date, accountId: string) {
  return { occurredAt: now, ground: grounds.connection, accountId }
}
