import { asReader } from '../authorise/as-actor.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { type Office, officesOf } from '../authorise/where.ts'
import { DomainError } from '../ground/errors.ts'
import { domains, grounds } from '../ground/law.ts'
import { writeLogbook } from '../logbook/write.ts'
import { readMunicipalities } from '../municipalities/municipalities.ts'
import { readConvenantsInForce, readStandings } from './connections.ts'
import { readPaths } from './joining.ts'
import { makeOverview, type Overview } from './overview.ts'
import { closedQuarters, readPublishedFigures } from './published-figures.ts'

/** So many closed quarters are shown. */
const shownQuarters = 4

/**
 * Shows a municipality who is connected, who is missing, and how actively the index is used (R4, R22); what went on in it by a
 * merger is part of it. One that the actor does not administer today is not found, like one that does not exist. The look is
 * logged (R20).
 * @throws DomainError `not-found`, `not-permitted`, `service-unavailable`
 */
export async function viewOverview(
  service: ServiceContext,
  subject: Subject,
  code: string,
): Promise<Overview> {
  return asReader(service, subject, 'view-overview', async (context) => {
    const { tx, actor, now } = context
    const office = officesOf(actor, 'municipal_administrator').find((each) => each.municipalityCode === code)
    if (!office) throw new DomainError('not-found')
    const overview = await readOverview(context, office)
    await writeLogbook(tx, {
      occurredAt: now,
      event: 'overview_viewed',
      ground: grounds.connection,
      actorId: actor.id,
      municipalityCode: code,
    })
    return overview
  })
}

async function readOverview(
  { tx, today }: StoryContext,
  { municipalityCode: code, codes }: Office,
): Promise<Overview> {
  const [municipality] = await readMunicipalities(tx, { codes: [code] })
  if (!municipality) throw new DomainError('not-found')
  const convenants = await readConvenantsInForce(tx, code, today)
  const standings = await readStandings(
    tx,
    code,
    today,
    convenants.map(({ id }) => id),
  )
  const paths = await readPaths(tx, today, standings)
  const figures = await readPublishedFigures(tx, codes, closedQuarters(today, shownQuarters), domains)
  return makeOverview({
    today,
    municipality: { code, name: municipality.name },
    convenants,
    standings,
    figures,
    paths,
  })
}
