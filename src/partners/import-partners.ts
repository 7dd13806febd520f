import { asChangingActor, asReader } from '../authorise/as-actor.ts'
import { partnersOf } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { checkAdministered } from '../convenants/administered-convenant.ts'
import { type Fault, type Reason, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { at } from '../ground/tables/at.ts'
import { writeLogbook } from '../logbook/write.ts'
import { carryOutListings } from './carry-out-listings.ts'
import { identifierNames, type OrganisationIdentity } from './identifiers.ts'
import { type Anchoring, type ContactPerson, type Plan, planListings } from './plan-listings.ts'

/** One row of a table that comes in, and the line on which it stands. */
export interface ImportedRow {
  readonly line: number
  readonly organisation: OrganisationIdentity
  readonly invitation: (Anchoring & { readonly contact: ContactPerson | null }) | null
}

/** What is done, or would be done, with a row. */
export interface ImportOutcome {
  readonly line: number
  readonly organisation: 'added' | 'known'
  readonly list: 'listed' | 'known'
  /** `none` where no invitation was asked and none was there. */
  readonly partner: 'invited' | 'known' | 'none'
}

export interface PartnersImport {
  readonly rows: readonly ImportOutcome[]
  readonly faults: readonly Fault[]
}

/**
 * Puts the organisations of a table on the convenant's own list, and invites those that are to be (R4). All of it or nothing:
 * one fault, and nothing is imported. What is known stays as it is, so that the same table twice changes nothing. A dry run
 * says what would be done, with every fault by its line, and stops nobody meanwhile.
 * @throws DomainError `invalid-request` with every fault, where it is no dry run; `not-found`, `not-permitted`,
 *   `service-unavailable`
 */
export async function importPartners(
  service: ServiceContext,
  subject: Subject,
  convenantId: string,
  table: { readonly rows: readonly ImportedRow[]; readonly faults: readonly Fault[] },
  isDryRun: boolean,
): Promise<PartnersImport> {
  const story = async (context: StoryContext) => {
    await checkAdministered(context, convenantId)
    const listings = table.rows.map(({ line, ...row }) => ({
      ...row,
      listsPartners: false,
      fault: (field: string, { code, detail }: Reason) => at(line, field, code, detail),
    }))
    const { plans, faults: found } = await planListings(context, convenantId, listings)
    const faults = [...table.faults, ...doubles(table.rows, plans), ...found].sort(byLine)
    const rows = table.rows.flatMap((row, place) => outcomeOf(row, plans[place]))
    if (isDryRun) {
      const broken = new Set(faults.map(lineOf))
      return { rows: rows.filter(({ line }) => !broken.has(line)), faults }
    }
    refuseFaults(faults)
    await carryOutListings(
      context,
      convenantId,
      plans.filter((plan) => plan !== undefined),
    )
    await logImport(context, convenantId)
    return { rows, faults }
  }
  if (isDryRun) return asReader(service, subject, 'manage-partners', story)
  return asChangingActor(service, subject, 'manage-partners', () => partnersOf(convenantId), story)
}

function outcomeOf({ line, invitation }: ImportedRow, plan: Plan | undefined): ImportOutcome[] {
  if (!plan) return []
  const known = plan.partner === null && !invitation ? 'none' : 'known'
  return [
    {
      line,
      organisation: plan.added ? 'added' : 'known',
      list: plan.toList ? 'listed' : 'known',
      partner: plan.toInvite ? 'invited' : known,
    },
  ]
}

/** Rows that turn out to be one organisation, each told at the later line. */
function doubles(rows: readonly ImportedRow[], plans: readonly (Plan | undefined)[]): Fault[] {
  const first = new Map<string, number>()
  return rows.flatMap(({ line, organisation }, place) => {
    const plan = plans[place]
    const marks = marksOf(organisation, plan?.added === null ? plan.organisationId : undefined)
    const earlier = marks.flatMap((mark) => first.get(mark) ?? [])[0]
    for (const mark of marks) if (!first.has(mark)) first.set(mark, line)
    if (earlier === undefined) return []
    return [at(line, '', 'double', `Deze organisatie staat ook op regel ${earlier}.`)]
  })
}

/** By what two rows are seen to be one organisation: a number, which one it is, or its name where it has no number. */
function marksOf(organisation: OrganisationIdentity, knownId: string | undefined): string[] {
  const numbers = identifierNames.flatMap((name) =>
    organisation[name] === null ? [] : [`${name} ${organisation[name]}`],
  )
  const name = numbers.length === 0 ? [`name ${organisation.name.toLowerCase()}`] : []
  return [...numbers, ...name, ...(knownId === undefined ? [] : [`id ${knownId}`])]
}

/** Faults in the order of the lines that they stand on. */
function byLine(a: Fault, b: Fault): number {
  return lineOf(a) - lineOf(b)
}

function lineOf({ name }: Fault): number {
  return Number(name.split('/')[1])
}

async function logImport({ tx, actor, now }: StoryContext, convenantId: string): Promise<void> {
  await writeLogbook(tx, {
    occurredAt: now,
    event: 'partners_imported',
    ground: grounds.connection,
    actorId: actor.id,
    convenantId,
  })
}
