import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { absence } from '../../db/tables/accounts.ts'
import { asChangingActor, asReader } from '../authorise/as-actor.ts'
import { peopleOf } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { type CalendarDate, endOfTerm } from '../ground/calendar.ts'
import { reasonAgainstDay } from '../ground/check-day.ts'
import { bodyFault, DomainError, type Fault, faultsAt, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { tellOfTakingOver, unfitColleague } from './hand-over.ts'
import { type Absence, findProfessional } from './professionals.ts'

/** A professional who is away longer hands over: what is theirs should not hang on a deputy for ever (months). */
const longestAbsenceMonths = 12

export interface NewAbsence {
  readonly deputyId: string
  readonly fromDate: CalendarDate
  readonly untilDate: CalendarDate
}

/**
 * The absences of somebody of the coordinator's organisation, of today and of later (R3). The look is logged (R20).
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function listAbsences(
  service: ServiceContext,
  subject: Subject,
  professionalId: string,
): Promise<Absence[]> {
  return asReader(service, subject, 'list-absences', async (context) => {
    await findProfessional(context, professionalId)
    const found = await readAbsences(context, professionalId)
    await log(context, 'accounts_viewed', professionalId)
    return found
  })
}

/**
 * Records that somebody is away for a period and who stands in for them: the deputy sees their matches and notifications
 * meanwhile, and is told in addition of what is new; never their signals or a number (R3).
 * @throws DomainError `not-found`; `invalid-request` with every fault at once; `not-permitted`, `service-unavailable`
 */
export async function recordAbsence(
  service: ServiceContext,
  subject: Subject,
  professionalId: string,
  { deputyId, fromDate, untilDate }: NewAbsence,
): Promise<Absence> {
  return asChangingActor(service, subject, 'record-absence', ownPeople, async (context) => {
    const { roles } = await findProfessional(context, professionalId)
    refuseFaults([
      ...(await unfitColleague(context, '/deputy/id', deputyId, professionalId)),
      ...faultsOfPeriod(fromDate, untilDate, context.today),
      ...(await faultsBeside(context, professionalId, fromDate, untilDate)),
    ])
    const id = uuidv7()
    await context.tx.insert(absence).values({ id, professionalId, deputyId, fromDate, untilDate })
    await log(context, 'absence_recorded', professionalId)
    await tellOfTakingOver(
      context,
      professionalId,
      roles.includes('professional') ? 'professional' : 'coordinator',
    )
    const deputy = await findProfessional(context, deputyId)
    return { id, deputy: { id: deputyId, name: deputy.name }, fromDate, untilDate }
  })
}

/**
 * Ends an absence today, or calls it off where it has not begun (R3).
 * @throws DomainError `not-found`, also where it has ended already; `not-permitted`, `service-unavailable`
 */
export async function endAbsence(service: ServiceContext, subject: Subject, id: string): Promise<Absence> {
  return asChangingActor(service, subject, 'end-absence', ownPeople, async (context) => {
    const { tx, actor, today } = context
    const [ended] = await tx.execute<Row>(sql`
      update absence x set until_date = greatest(x.from_date, ${today}::date)
        from account a, account d
       where x.id = ${id} and is_held_or_to_come(x.from_date, x.until_date, ${today})
         and a.id = x.professional_id and a.organisation_id = ${actor.organisationId} and d.id = x.deputy_id
      returning ${shown}`)
    if (!ended) throw new DomainError('not-found')
    await log(context, 'absence_ended', ended.professional_id)
    return toAbsence(ended)
  })
}

const ownPeople = ({ actor }: StoryContext) => peopleOf(actor.organisationId)

async function readAbsences({ tx, today }: StoryContext, professionalId: string): Promise<Absence[]> {
  const rows = await tx.execute<Row>(sql`
    select ${shown}
      from absence x join account d on d.id = x.deputy_id
     where x.professional_id = ${professionalId} and is_held_or_to_come(x.from_date, x.until_date, ${today})
     order by x.from_date`)
  return rows.map(toAbsence)
}

/** The columns of an absence `x` with its deputy `d`. */
const shown = sql`x.id, x.professional_id, x.from_date::text, x.until_date::text,
                  jsonb_build_object('id', d.id, 'name', d.name) as deputy`

type Row = {
  id: string
  professional_id: string
  from_date: string
  until_date: string
  deputy: Absence['deputy']
}

function toAbsence({ id, deputy, from_date, until_date }: Row): Absence {
  return { id, deputy, fromDate: from_date, untilDate: until_date }
}

function faultsOfPeriod(from: CalendarDate, until: CalendarDate, today: CalendarDate): Fault[] {
  const faults = [
    ...faultsAt('/fromDate', reasonAgainstDay(from)),
    ...faultsAt('/untilDate', reasonAgainstDay(until)),
  ]
  if (faults.length > 0) return faults
  if (from < today) faults.push(bodyFault('/fromDate', 'in-the-past', 'Deze datum is al geweest.'))
  if (until <= from)
    faults.push(
      bodyFault('/untilDate', 'not-after-from', 'De eerste dag terug ligt na de eerste dag afwezig.'),
    )
  if (until > endOfTerm(from, longestAbsenceMonths))
    faults.push(
      bodyFault(
        '/untilDate',
        'too-long',
        'Dit is langer dan een jaar: draag de signalen dan over aan een collega.',
      ),
    )
  return faults
}

/** One absence at a time, so that it is plain who stands in. */
async function faultsBeside(
  { tx, today }: StoryContext,
  professionalId: string,
  from: CalendarDate,
  until: CalendarDate,
): Promise<Fault[]> {
  // What is no day is refused as such; the database cannot be asked about it.
  if (reasonAgainstDay(from) || reasonAgainstDay(until)) return []
  const beside = await tx.execute(sql`
    select from absence
     where professional_id = ${professionalId} and is_held_or_to_come(from_date, until_date, ${today})
       and is_held_within(from_date, until_date, ${from}, ${until})
     limit 1`)
  return beside.map(() => bodyFault('/fromDate', 'overlaps', 'In deze periode is er al een afwezigheid.'))
}

async function log(
  { tx, actor, now }: StoryContext,
  event: 'absence_recorded' | 'absence_ended' | 'accounts_viewed',
  accountId: string,
): Promise<void> {
  await writeLogbook(tx, {
    occurredAt: now,
    event,
    ground: grounds.coordination,
    actorId: actor.id,
    organisationId: actor.organisationId,
    accountId,
  })
}
