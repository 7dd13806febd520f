import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { v5 as uuidv5 } from 'uuid'
import { developmentIssuer } from '../../../db/checks.ts'
import { searchPath } from '../../../db/function-schema.ts'
import { account, roleAssignment } from '../../../db/tables/accounts.ts'
import {
  convenant,
  convenantMunicipality,
  convenantParty,
  municipality,
  organisation,
  partner,
  partnerStep,
} from '../../../db/tables/convenants.ts'
import { categories } from '../../ground/law.ts'
import {
  accounts,
  type DemonstrationOrganisation,
  listedOnly,
  municipalities,
  organisations,
} from './region.ts'

/** Ids of the demonstration follow from its names, so that loading it again changes nothing. */
const namespace = 'b1d1c0de-0193-4a71-9f3e-5d0e5a7b0193'

/** The id of something in the demonstration, by its kind and key. */
export function demonstrationId(kind: string, key: string): string {
  return uuidv5(`${kind}/${key}`, namespace)
}

const since = '2026-01-01'

/** Loads the demonstration region into a database, as its owner; what is there already stays as it is. */
export async function loadDemonstration(ownerUrl: string): Promise<void> {
  const client = postgres(ownerUrl, {
    max: 1,
    onnotice: () => {},
    connection: { search_path: searchPath },
  })
  try {
    await drizzle(client).transaction(async (tx) => {
      const convenantId = demonstrationId('convenant', 'zwolle')
      await tx
        .insert(municipality)
        .values(municipalities.map((m) => ({ ...m, validFrom: '1900-01-01' })))
        .onConflictDoNothing()
      await tx
        .insert(convenant)
        .values({
          id: convenantId,
          title: 'Convenant verwijsindex Zwolle',
          signedDate: since,
          inForceFrom: since,
        })
        .onConflictDoNothing()
      await tx
        .insert(convenantMunicipality)
        .values(municipalities.map(({ code }) => ({ convenantId, municipalityCode: code, fromDate: since })))
        .onConflictDoNothing()
      await tx
        .insert(organisation)
        .values([...organisations, ...listedOnly].map(toOrganisation))
        .onConflictDoNothing()
      await tx
        .insert(convenantParty)
        .values(
          [...organisations, ...listedOnly].map(({ key }) => ({
            convenantId,
            organisationId: demonstrationId('organisation', key),
            listedAt: stepTaken(0),
            listedBy: administrator,
          })),
        )
        .onConflictDoNothing()
      await tx
        .insert(partner)
        .values(
          organisations.map(({ key, state }) => ({
            id: demonstrationId('partner', key),
            convenantId,
            organisationId: demonstrationId('organisation', key),
            state,
            stateSince: since,
          })),
        )
        .onConflictDoNothing()
      const walked = await tx.selectDistinct({ id: partnerStep.partnerId }).from(partnerStep)
      const steps = organisations.flatMap(toSteps)
      const missing = steps.filter(({ partnerId }) => walked.every(({ id }) => id !== partnerId))
      if (missing.length > 0) await tx.insert(partnerStep).values(missing)
      await tx.insert(account).values(accounts.map(toAccount)).onConflictDoNothing()
      await tx.insert(roleAssignment).values(accounts.flatMap(toRoles)).onConflictDoNothing()
    })
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** How a partner came to where it stands. */
const ways: Readonly<
  Record<DemonstrationOrganisation['state'], readonly DemonstrationOrganisation['state'][]>
> = {
  invited: ['invited'],
  agreed: ['invited', 'agreed'],
  connected: ['invited', 'agreed', 'connected'],
  suspended: ['invited', 'agreed', 'connected', 'suspended'],
  ended: ['invited', 'agreed', 'connected', 'ended'],
}

/** The administrator of the municipality took every step but the agreement, which nobody in the demonstration gave. */
const administrator = demonstrationId('account', 'gemeentelijk-beheerder')

function toSteps({ key, state }: DemonstrationOrganisation) {
  return ways[state].map((step, position) => ({
    id: demonstrationId('step', `${key}/${step}`),
    partnerId: demonstrationId('partner', key),
    state: step,
    fromDate: since,
    recordedAt: stepTaken(position),
    recordedBy: step === 'agreed' ? null : administrator,
  }))
}

/** The instant of a step, one after another. */
function stepTaken(position: number): Date {
  return new Date(Date.parse(`${since}T09:00:00Z`) + position * 60_000)
}

function toOrganisation({
  key,
  name,
  category,
  kind,
}: Pick<DemonstrationOrganisation, 'key' | 'name' | 'category' | 'kind'>) {
  const domain = categories[category]
  return {
    id: demonstrationId('organisation', key),
    name,
    domain,
    category,
    kind: kind ?? ('institution' as const),
  }
}

function toAccount(
  { key, organisation: employer, name, jobTitle }: (typeof accounts)[number],
  position: number,
) {
  return {
    id: demonstrationId('account', key),
    issuer: developmentIssuer,
    subject: key,
    organisationId: employer && demonstrationId('organisation', employer),
    name,
    jobTitle,
    email: `${key}@${employer ?? 'zwolle'}.example`,
    detailsConfirmedAt: sql`now()`,
    phone: `038-00000${String(position + 1).padStart(2, '0')}`,
  }
}

function toRoles({ key, roles }: (typeof accounts)[number]) {
  return roles.map(([role, municipalityCode]) => ({
    id: demonstrationId('role', `${key}/${role}`),
    accountId: demonstrationId('account', key),
    role: role as typeof roleAssignment.$inferInsert.role,
    municipalityCode: municipalityCode ?? null,
    fromDate: since,
  }))
}
