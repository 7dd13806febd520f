import { v7 as uuidv7 } from 'uuid'
import { roleAssignment } from '../../db/tables/accounts.ts'
import { asChangingActor, asReader } from '../authorise/as-actor.ts'
import { peopleOf } from '../authorise/changes.ts'
import type { ServiceContext, StoryContext, Subject } from '../authorise/context.ts'
import { findDetailFaults, sameDetails } from '../contact/details.ts'
import { type Fault, refuseFaults } from '../ground/errors.ts'
import { grounds } from '../ground/law.ts'
import { at } from '../ground/tables/at.ts'
import { inviteAccounts } from '../invitations/invite-account.ts'
import { writeLogbook } from '../logbook/write.ts'
import { type NewProfessional, toInvite } from './add-professional.ts'
import { type Change, changeDetails } from './change-professional.ts'
import { type OrganisationRole, type Professional, readProfessionals } from './professionals.ts'

/** Somebody in a table, and the line on which they stand. */
export interface ImportedProfessional extends NewProfessional {
  readonly line: number
}

/** What is done, or would be done, with a row. */
export interface ImportOutcome {
  readonly line: number
  readonly professional: 'added' | 'changed' | 'known'
}

/** A row beside the person of the organisation who has its address. */
interface Plan extends ImportOutcome {
  readonly row: ImportedProfessional
  readonly before: Professional | undefined
  readonly newRoles: readonly OrganisationRole[]
}

/**
 * Adds and invites the people of a table, and changes those who are known by their address: their details become those of the
 * table, and roles are added, never taken away (R3). All of it or nothing; the same table twice changes nothing. A dry run
 * says what would be done, with every fault by its line, and stops nobody meanwhile.
 * @throws DomainError `invalid-request` with every fault, where it is no dry run; `not-permitted`, `service-unavailable`
 */
export async function importProfessionals(
  service: ServiceContext,
  subject: Subject,
  table: { readonly rows: readonly ImportedProfessional[]; readonly faults: readonly Fault[] },
  isDryRun: boolean,
): Promise<{ readonly rows: readonly ImportOutcome[]; readonly faults: readonly Fault[] }> {
  const story = async (context: StoryContext) => {
    const faults = [...table.faults, ...doublesIn(table.rows), ...table.rows.flatMap(detailFaultsIn)].sort(
      (one, other) => lineOf(one) - lineOf(other),
    )
    const plans = await plan(context, table.rows)
    if (isDryRun) {
      const broken = new Set(faults.map(lineOf))
      return { rows: plans.filter(({ line }) => !broken.has(line)).map(toOutcome), faults }
    }
    refuseFaults(faults)
    await carryOut(context, plans)
    return { rows: plans.map(toOutcome), faults }
  }
  if (isDryRun) return asReader(service, subject, 'import-professionals', story)
  const changes = ({ actor }: StoryContext) => peopleOf(actor.organisationId)
  return asChangingActor(service, subject, 'import-professionals', changes, story)
}

async function plan(context: StoryContext, rows: readonly ImportedProfessional[]): Promise<Plan[]> {
  const emails = rows.map(({ email }) => email.toLowerCase())
  const known = new Map(
    (await readProfessionals(context, { emails })).map((each) => [each.email.toLowerCase(), each]),
  )
  return rows.map((row) => {
    const before = known.get(row.email.toLowerCase())
    const newRoles = row.roles.filter((role) => !before?.roles.includes(role))
    const changes = before !== undefined && (newRoles.length > 0 || !sameDetails(before, row))
    const professional = before === undefined ? 'added' : changes ? 'changed' : 'known'
    return { line: row.line, professional, row, before, newRoles }
  })
}

async function carryOut(context: StoryContext, plans: readonly Plan[]): Promise<void> {
  const { tx, actor, now } = context
  await inviteAccounts(
    context,
    plans
      .filter(({ before }) => before === undefined)
      .map(({ row: { line: _, ...added } }) => toInvite(context, added)),
  )
  const known = plans.flatMap(({ before, row, newRoles }) =>
    before === undefined ? [] : [{ before, newRoles, change: changeFrom(before, row) }],
  )
  await changeDetails(context, known)
  await grantRoles(
    context,
    known.flatMap(({ before, newRoles }) => newRoles.map((role) => ({ accountId: before.id, role }))),
  )
  await writeLogbook(tx, {
    occurredAt: now,
    event: 'accounts_imported',
    ground: grounds.coordination,
    actorId: actor.id,
    organisationId: actor.organisationId,
  })
}

/** Details in another form of the same are no change. */
function changeFrom(before: Professional, row: ImportedProfessional): Change {
  const { name, jobTitle, email, phone } = row
  return sameDetails(before, row) ? {} : { name, jobTitle, email, phone }
}

async function grantRoles(
  { tx, actor, now, today }: StoryContext,
  granted: readonly { readonly accountId: string; readonly role: OrganisationRole }[],
): Promise<void> {
  if (granted.length === 0) return
  await tx
    .insert(roleAssignment)
    .values(granted.map(({ accountId, role }) => ({ id: uuidv7(), accountId, role, fromDate: today })))
  await writeLogbook(
    tx,
    ...granted.map(({ accountId }) => ({
      occurredAt: now,
      event: 'role_granted' as const,
      ground: grounds.coordination,
      actorId: actor.id,
      organisationId: actor.organisationId,
      accountId,
    })),
  )
}

function detailFaultsIn({ line, ...details }: ImportedProfessional): Fault[] {
  return findDetailFaults(details).map(({ name, code, detail }) => at(line, name.slice(1), code, detail))
}

/** One address on two rows, told at the later one. */
function doublesIn(rows: readonly ImportedProfessional[]): Fault[] {
  const first = new Map<string, number>()
  return rows.flatMap(({ email, line }) => {
    const earlier = first.get(email.toLowerCase())
    if (earlier === undefined) first.set(email.toLowerCase(), line)
    return earlier === undefined
      ? []
      : [at(line, 'email', 'double', `Dit mailadres staat ook op regel ${earlier}.`)]
  })
}

function lineOf({ name }: Fault): number {
  return Number(name.split('/')[1])
}

function toOutcome({ line, professional }: Plan): ImportOutcome {
  return { line, professional }
}
