import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { convenant, convenantMunicipality } from '../../db/tables/convenants.ts'
import { asChangingActor } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { codesOf, municipalitiesOf } from '../authorise/where.ts'
import { bodyFault, type Fault, faultsAt, type Reason, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { carryOver, changeIn } from '../municipalities/carry-over.ts'
import { readMunicipalities } from '../municipalities/municipalities.ts'
import { type ConvenantTerms, findTermFaults } from './check-convenant.ts'
import { type Convenant, findOwnConvenant } from './own-convenants.ts'

export interface NewConvenant extends ConvenantTerms {
  /** One's own among them, which agree by this; the others wait for their own administrators. */
  readonly municipalityCodes: readonly string[]
}

/**
 * Records a convenant that was signed (R4, Jw 7.1.3.1): it holds in the municipalities of the administrator who records it, and in the
 * others as soon as they agree.
 * @throws DomainError `invalid-request` with every fault; `not-permitted`, `service-unavailable`
 */
export async function recordConvenant(
  service: ServiceContext,
  subject: Subject,
  asked: NewConvenant,
): Promise<Convenant> {
  const changes = (context: StoryContext) => changeIn(context, asked.municipalityCodes)
  return asChangingActor(service, subject, 'record-convenant', changes, async (context) => {
    refuseFaults([
      ...findTermFaults(asked, context.today),
      ...(await municipalityFaults(context, asked)),
      ...(await repetitionFaults(context, asked)),
    ])
    const id = uuidv7()
    await store(context, id, asked)
    await carryOver(context, asked.municipalityCodes)
    return findOwnConvenant(context, id)
  })
}

async function municipalityFaults(
  { tx, actor, today }: StoryContext,
  { municipalityCodes }: NewConvenant,
): Promise<Fault[]> {
  const found = await readMunicipalities(tx, { codes: municipalityCodes, thereOn: today })
  const there = new Set(found.map(({ code }) => code))
  const own = municipalitiesOf(actor, 'municipal_administrator')
  return [
    ...faultsAt('/municipalityCodes', reasonAgainstDoubles(municipalityCodes)),
    ...municipalityCodes.flatMap((code, position) =>
      there.has(code)
        ? []
        : [
            bodyFault(
              `/municipalityCodes/${position}`,
              'unknown-municipality',
              'Deze gemeente is er vandaag niet.',
            ),
          ],
    ),
    ...(municipalityCodes.some((code) => own.includes(code))
      ? []
      : [
          bodyFault(
            '/municipalityCodes',
            'own-municipality-missing',
            'Een convenant legt u vast voor een gemeente van uzelf.',
          ),
        ]),
  ]
}

/** A convenant names each of its municipalities once. */
export function reasonAgainstDoubles(codes: readonly string[]): Reason | undefined {
  if (new Set(codes).size === codes.length) return undefined
  return { code: 'invalid', detail: 'Deze lijst noemt een gemeente twee keer.' }
}

/** The same request once more, as after an answer that was lost, makes no second convenant. */
async function repetitionFaults(
  { tx, actor }: StoryContext,
  { title, signedDate }: NewConvenant,
): Promise<Fault[]> {
  const same = await tx.execute(sql`
    select from convenant c
     where c.title = ${title} and c.signed_date = ${signedDate}
       and c.id in (select convenant_id from convenant_municipality
                     where municipality_code = any (${sql.param(codesOf(actor, 'municipal_administrator'))}::text[]))`)
  return same.length === 0
    ? []
    : [bodyFault('/title', 'already-recorded', 'Dit convenant is al vastgelegd, met deze datum.')]
}

async function store({ tx, actor, now }: StoryContext, id: string, asked: NewConvenant): Promise<void> {
  const { municipalityCodes, inForceFromDate, inForceUntilDate, ...terms } = asked
  const own = municipalitiesOf(actor, 'municipal_administrator')
  await tx.insert(convenant).values({
    id,
    ...terms,
    lapseReminderDays: [...terms.lapseReminderDays],
    inForceFrom: inForceFromDate,
    inForceUntil: inForceUntilDate,
  })
  await tx.insert(convenantMunicipality).values(
    municipalityCodes.map((code) => ({
      convenantId: id,
      municipalityCode: code,
      fromDate: own.includes(code) ? inForceFromDate : null,
    })),
  )
  const line = { occurredAt: now, ground: grounds.connection, actorId: actor.id, convenantId: id }
  await writeLogbook(
    tx,
    { ...line, event: 'convenant_recorded' },
    ...municipalityCodes
      .filter((code) => own.includes(code))
      .map((code) => ({ ...line, event: 'convenant_agreed' as const, municipalityCode: code })),
  )
}
