import { sql } from 'drizzle-orm'
import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { addresseeByBirthday23 } from '../documents/addressee.ts'
import type { Composition } from '../documents/composition.ts'
import type { Contact, Municipality, Person } from '../documents/people.ts'
import { composeRegistrationLetter } from '../documents/registration-letter.ts'
import type { CalendarDate } from '../ground/calendar.ts'
import { DomainError } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import type { PossibleDays } from '../identity/birth-date.ts'
import { writeLogbook } from '../logbook/write.ts'

/**
 * The letter by which a professional informs of a signal of their own, for them to hand over (R21, GDPR 14): by the age of the young person
 * that day, as it follows from the birth date that this signal stated, since another one would tell that somebody else stated it (R6). It names nobody but the professional, says where they took the signal over (R3), and of what was registered tells what this
 * signal states, also the 23rd birthday: so the young person can see that it is wrong (R9). That it was made is logged (R20).
 * @throws DomainError `not-found`, also where the signal is somebody else's; `not-permitted`, `service-unavailable`
 */
export async function makeLetter(
  service: ServiceContext,
  subject: Subject,
  signalId: string,
): Promise<Composition> {
  return asReader(service, subject, 'make-letter', async (context) => {
    const { tx, actor, now, today } = context
    const own = await findOwn(context, signalId)
    await writeLogbook(tx, {
      occurredAt: now,
      event: 'letter_made',
      ground: grounds.rights,
      actorId: actor.id,
      organisationId: actor.organisationId,
      youngPersonId: own.young_person_id,
      signalId,
    })
    return composeRegistrationLetter({
      addressee: addresseeByBirthday23(own.held, today),
      date: today,
      professional: own.professional,
      municipality: own.municipality,
      registeredAt: new Date(own.registered_at),
      takenOver: own.taken_over,
      removalDate: own.removal_date,
      birthdays23: own.is_stated ? own.held : null,
    })
  })
}

type Row = {
  young_person_id: string
  /** On which days the 23rd birthday may be, as this signal states it; of one that kept none, when it holds. */
  held: PossibleDays
  is_stated: boolean
  registered_at: string
  taken_over: boolean
  removal_date: CalendarDate
  professional: Person & Contact
  municipality: Municipality
}

async function findOwn({ tx, actor, today }: StoryContext, signalId: string): Promise<Row> {
  const [row] = await tx.execute<Row>(sql`
    select s.young_person_id, s.registered_at, has_taken_over(s.id) as taken_over, s.removal_date::text,
           jsonb_build_object('earliest', coalesce(s.stated_earliest_date, s.stated_destruction_date, y.destruction_date),
                              'latest', coalesce(s.stated_destruction_date, y.destruction_date)) as held,
           s.stated_destruction_date is not null as is_stated,
           jsonb_build_object('name', a.name, 'jobTitle', a.job_title, 'organisation', o.name, 'email', a.email,
                              'phone', a.phone) as professional,
           municipality_shown(s.municipality_code) as municipality
      from signals_on(${today}) s
      join young_person y on y.id = s.young_person_id and is_under_23(y.destruction_date, ${today})
      join account a on a.id = s.professional_id
      join organisation o on o.id = s.organisation_id
     where s.id = ${signalId} and s.professional_id = ${actor.id}`)
  if (!row) throw new DomainError('not-found')
  return row
}
