/** Examples of organisations and partners in the public document, by the name of the schema. */

const ids = {
  partner: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f31',
  convenant: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f11',
  organisation: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f05',
}

const identity = {
  name: 'GGD IJsselland',
  category: 'youth_health_care_organisation',
  kind: 'institution',
  kvkNumber: '12345678',
  oin: '00000003123456780000',
  agbCode: null,
  brin: null,
  rsin: null,
}
const organisation = { id: ids.organisation, ...identity, domain: 'youth_health_care' }

const contact = {
  name: 'R. Zandbergen',
  jobTitle: 'Beleidsmedewerker',
  email: 'r.zandbergen@ggd.example',
  phone: '038-0000003',
}

const invitedAt = '2026-11-22T09:30:00.000Z'
const anchoring = {
  anchor: 'subsidy',
  anchorReference: 'SUB-2026-017',
  anchorUntilDate: '2027-12-31',
  mayLead: false,
}

const partner = {
  id: ids.partner,
  convenantId: ids.convenant,
  organisation,
  state: 'agreed',
  stateSinceDate: '2026-11-23',
  ...anchoring,
  contact: { ...contact, hasLogin: true },
  steps: [
    { state: 'invited', fromDate: '2026-11-22', recordedAt: invitedAt, recordedBy: 'M. Jansen' },
    {
      state: 'agreed',
      fromDate: '2026-11-23',
      recordedAt: '2026-11-23T10:00:00.000Z',
      recordedBy: contact.name,
    },
  ],
  path: {
    steps: [
      { step: 'invited', isDone: true, doneDate: '2026-11-22' },
      { step: 'agreement', isDone: true, doneDate: '2026-11-23' },
      { step: 'coordinator', isDone: true, doneDate: '2026-11-23' },
      { step: 'professionals', isDone: false, doneDate: null },
      { step: 'connection', isDone: false, doneDate: null },
      { step: 'first_signal', isDone: null, doneDate: null },
    ],
    waitsFor: 'professionals',
    waitsOn: 'organisation',
  },
}

const party = { organisation, listedAt: invitedAt, partner: { id: ids.partner, state: 'agreed' } }

export const partnerExamples: Readonly<Record<string, unknown>> = {
  OrganisationIdentity: identity,
  Organisation: organisation,
  Party: party,
  PartyPage: { items: [party], next: null },
  ContactPerson: contact,
  PartnerInvitation: { organisationId: ids.organisation, contact, ...anchoring },
  PartnerChange: { anchorUntilDate: '2028-12-31' },
  PartnerStep: { state: 'connected' },
  InvitationAgain: { contact },
  PartnersImport: {
    dryRun: true,
    rows: [{ line: 2, organisation: 'added', list: 'listed', partner: 'invited' }],
    errors: [
      {
        in: 'body',
        location: { pointer: '/3/email' },
        code: 'invalid-format',
        detail: 'Regel 3: E-mail: Dit is geen geldig mailadres.',
      },
    ],
  },
  Partner: partner,
  PartnerPage: { items: [partner], next: null },
}
