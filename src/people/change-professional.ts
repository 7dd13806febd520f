import { sql } from 'drizzle-orm'
import { asChangingActor } from '../authorise/as-actor.ts'
import { peopleOf } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { findDetailFaults } from '../contact/details.ts'
import { refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { tryRefusedMailAgain } from '../outbox/try-refused-again.ts'
import { refuseKnownAddress } from './add-professional.ts'
import { findProfessional, type Person, type Professional } from './professionals.ts'

/** What is to be changed; what is not named stays as it is. */
export type Change = { readonly [Field in keyof Person]?: Person[Field] | undefined }

/**
 * Changes the contact details of one of the organisation's people (R3). It is no confirmation: that the details are right
 * is said by the person themself. Mail that was refused for good is tried again where an address is given, also the one that stood.
 * @throws DomainError `not-found`; `invalid-request` where another has the address; `not-permitted`, `service-unavailable`
 */
export async function changeProfessional(
  service: ServiceContext,
  subject: Subject,
  id: string,
  change: Change,
): Promise<Professional> {
  const changes = ({ actor }: StoryContext) => peopleOf(actor.organisationId)
  return asChangingActor(service, subject, 'change-professional', changes, async (context) => {
    refuseFaults(findDetailFaults(change))
    const before = await findProfessional(context, id)
    if (change.email !== undefined) await refuseKnownAddress(context, change.email, id)
    await changeDetails(context, [{ before, change }])
    // Also where it is the same address: that it is named says that it is right.
    if (change.email !== undefined) await tryRefusedMailAgain(context, [id])
    return findProfessional(context, id)
  })
}

/** Whether details are to become other than they are. */
function differs(before: Person, { name, jobTitle, email, phone }: Person): boolean {
  return (
    name !== before.name || jobTitle !== before.jobTitle || email !== before.email || phone !== before.phone
  )
}

/** Somebody as they are known, and what is to become of their details. */
export interface DetailsToChange {
  readonly before: Professional
  readonly change: Change
}

/** Writes what differs from what is there, if anything does: for many in one statement, so that no row is held for long. */
export async function changeDetails(context: StoryContext, all: readonly DetailsToChange[]): Promise<void> {
  const { tx, actor, now } = context
  const changed = all.flatMap(({ before, change }) => {
    const { id, name, jobTitle, email, phone } = { ...before, ...defined(change) }
    return differs(before, { name, jobTitle, email, phone }) ? [{ id, name, jobTitle, email, phone }] : []
  })
  if (changed.length === 0) return
  const moved = all.filter(({ before, change: { email } }) => email !== undefined && email !== before.email)
  await tx.execute(sql`
    update account a set name = c.name, job_title = c."jobTitle", email = c.email, phone = c.phone
      from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb)
             c(id uuid, name text, "jobTitle" text, email text, phone text)
     where a.id = c.id`)
  await tryRefusedMailAgain(
    context,
    moved.map(({ before }) => before.id),
  )
  await writeLogbook(
    tx,
    ...changed.map(({ id }) => ({
      occurredAt: now,
      event: 'account_changed' as const,
      ground: grounds.coordination,
      actorId: actor.id,
      organisationId: actor.organisationId,
      accountId: id,
    })),
  )
}

function defined(change: Change): Partial<Person> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}
