import type { InjectOptions } from 'fastify'
import { partnerColumns } from '../../src/partners/partners-table.ts'
import type { Region } from '../support/region.ts'
import type { Wanted } from './requests.ts'

/** Requests about partners, and what each needs made anew for it: a convenant that the state of the moment does not touch. */

type Ids = Omit<Wanted, 'bsn'>

export const contact = {
  name: 'C. Contact',
  jobTitle: 'Beleidsmedewerker',
  email: 'c.contact@organisatie.example',
  phone: '038-1234567',
}

async function ownConvenant({ municipality }: Ids, made: Region): Promise<Partial<Wanted>> {
  return { convenantId: await made.convenant([municipality]) }
}

const listed = async (wanted: Ids, made: Region) => {
  const convenantId = await made.convenant([wanted.municipality])
  const organisationId = await made.organisation()
  await made.party(convenantId, organisationId)
  return { convenantId, organisationId }
}

const partnerIn = (state: string) => async (wanted: Ids, made: Region) => {
  const convenantId = await made.convenant([wanted.municipality])
  return { convenantId, partnerId: await made.partner(convenantId, await made.organisation(), state) }
}

export const partnerPrepare: Readonly<
  Record<string, (wanted: Ids, made: Region) => Promise<Partial<Wanted>>>
> = {
  listParties: ownConvenant,
  listParty: ownConvenant,
  removeParty: listed,
  listPartners: ownConvenant,
  invitePartner: listed,
  readPartner: partnerIn('connected'),
  changePartner: partnerIn('connected'),
  takePartnerStep: partnerIn('agreed'),
  inviteAgain: partnerIn('invited'),
  importPartners: ownConvenant,
}

export const partnerRequests: Readonly<Record<string, (wanted: Wanted) => InjectOptions>> = {
  listParties: ({ convenantId }) => ({ method: 'GET', url: `/v1/convenants/${convenantId}/parties` }),
  listParty: ({ convenantId }) => ({
    method: 'POST',
    url: `/v1/convenants/${convenantId}/parties`,
    payload: { name: 'De Kern', category: 'social_work' },
  }),
  removeParty: ({ convenantId, organisationId }) => ({
    method: 'DELETE',
    url: `/v1/convenants/${convenantId}/parties/${organisationId}`,
  }),
  listPartners: ({ convenantId }) => ({ method: 'GET', url: `/v1/convenants/${convenantId}/partners` }),
  invitePartner: ({ convenantId, organisationId }) => ({
    method: 'POST',
    url: `/v1/convenants/${convenantId}/partners`,
    payload: { organisationId, contact },
  }),
  importPartners: ({ convenantId }) => ({
    method: 'POST',
    url: `/v1/convenants/${convenantId}/partners/_import?dryRun=false`,
    headers: { 'content-type': 'text/csv' },
    payload: `${Object.values(partnerColumns).join(';')}\nDe Kern;Algemeen maatschappelijk werk${';'.repeat(15)}\n`,
  }),
  readPartner: ({ partnerId }) => ({ method: 'GET', url: `/v1/partners/${partnerId}` }),
  changePartner: ({ partnerId }) => ({
    method: 'PATCH',
    url: `/v1/partners/${partnerId}`,
    payload: { anchor: 'contract', anchorReference: 'C-2026-1' },
  }),
  takePartnerStep: ({ partnerId }) => ({
    method: 'POST',
    url: `/v1/partners/${partnerId}/steps`,
    payload: { state: 'connected' },
  }),
  inviteAgain: ({ partnerId }) => ({
    method: 'POST',
    url: `/v1/partners/${partnerId}/invitations`,
    payload: { contact },
  }),
}
