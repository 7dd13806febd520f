import t from 'tap'
import type { ServiceContext } from '../src/authorise/context.ts'
import { changeConvenant } from '../src/convenants/change-convenant.ts'
import { recordConvenant } from '../src/convenants/record-convenant.ts'
import { DomainError } from '../src/ground/errors.ts'
import type { Category } from '../src/ground/law.ts'
import { Bsn } from '../src/identity/bsn.ts'
import { mergeMunicipalities } from '../src/municipalities/merge-municipalities.ts'
import { recordMunicipality } from '../src/municipalities/record-municipality.ts'
import { appointOfficer } from '../src/officers/appoint-officer.ts'
import { endOfficer } from '../src/officers/end-officer.ts'
import { changePartner } from '../src/partners/change-partner.ts'
import type { OrganisationIdentity } from '../src/partners/identifiers.ts'
import { importPartners } from '../src/partners/import-partners.ts'
import { invitePartner } from '../src/partners/invite-partner.ts'
import { listParty } from '../src/partners/parties.ts'
import { recordAbsence } from '../src/people/absences.ts'
import { addProfessional } from '../src/people/add-professional.ts'
import { withdrawProfessional } from '../src/people/withdraw-professional.ts'
import { readFigures } from '../src/reports/read-figures.ts'
import { openRequest } from '../src/rights/open-request.ts'
import { recordDeath } from '../src/rights/record-death.ts'
import { findRegistrationFaults } from '../src/signals/check-registration.ts'
import { prepareRegistration, registerSignals } from '../src/signals/register-signals.ts'
import { renewOwnSignal } from '../src/signals/renew-own-signal.ts'
import { viewLogbook } from '../src/supervision/view-logbook.ts'
import { testPersons } from './support/bsn.ts'
import { testIssuer } from './support/issuer.ts'
import { sharedKeys } from './support/registration.ts'
import { rightsService } from './support/rights.ts'
import { tableDigests } from './support/tables.ts'

/**
 * Rules live below the door: what a page or a bulk path forgets to check is refused by the story itself. Here the stories are
 * called as no schema would let anybody call them.
 */
const { service, database, region, clock, zwolle, register } = await rightsService(t, { keys: sharedKeys })
const subjectOf = ({ subject }: { subject: string }) => ({ iss: testIssuer, sub: subject })
const context: ServiceContext = {
  database: service.database,
  clock: () => clock.now,
  keys: sharedKeys,
  logbookOrigin: 'verwijsindex.example/logbook',
  onUnreadable: () => {},
  wake: () => {},
}
const today = '2026-11-22'
const [{ bsn: number, birthDate } = { bsn: '', birthDate: '' }] = testPersons
const bsn = Bsn.parse(number) as Bsn

const { sql } = database
const organisation = await region.organisation()
const coordinator = subjectOf(await region.account({ organisation, roles: ['coordinator'] }))
const colleagues = [await region.account({ organisation }), await region.account({ organisation })] as const
const administrator = subjectOf(
  await region.account({ roles: ['municipal_administrator'], municipality: '0193' }),
)
const functional = subjectOf(await region.account({ roles: ['functional_administrator'] }))
const supervisor = subjectOf(await region.account({ roles: ['supervisor'] }))
const officer = subjectOf(zwolle.privacyOfficer)
const professional = subjectOf(zwolle.professionals[0])
const { body: own } = await register(zwolle.professionals[0].subject, { bsn: number, birthDate })
const [partner] = await sql`select id from partner where convenant_id = ${zwolle.convenant} limit 1`
const partnerId = partner?.id as string
const [appointed] =
  await sql`select id from role_assignment where role = 'follow_up_officer' and municipality_code = '0193'`

const convenant = {
  title: 'Convenant verwijsindex',
  signedDate: '2026-10-01',
  inForceFromDate: '2026-11-01',
  inForceUntilDate: null,
  tacitRenewalMonths: null,
  documentReference: null,
  longestTermMonths: 24,
  smallCountThreshold: 10,
  lapseReminderDays: [30],
  municipalityCodes: ['0193'],
}
const school: OrganisationIdentity = {
  name: 'Basisschool De Ark',
  category: 'primary_school',
  kind: 'institution',
  kvkNumber: null,
  oin: null,
  agbCode: null,
  brin: null,
  rsin: null,
}
const anchoring = {
  anchor: 'contract',
  anchorReference: null,
  anchorUntilDate: null,
  mayLead: false,
} as const
const contact = { name: 'A. de Vries', jobTitle: 'Directeur', email: 'a@ark.example', phone: '038-1234567' }
const opening = {
  kind: 'access',
  bsn,
  birthDate: '2013-06-01',
  registeredBirthDate: undefined,
  municipalityCode: undefined,
  signedBy: ['guardian', 'young_person'],
} as const

const refused: Readonly<Record<string, readonly [call: () => Promise<unknown>, ...faults: string[]]>> = {
  'R11: renewing until today': [
    () => renewOwnSignal(context, professional, own.id, { removalDate: today, birthDate: null }),
    '/removalDate removal-date-not-ahead',
  ],
  'R11: renewing for longer than the law allows': [
    () => renewOwnSignal(context, professional, own.id, { removalDate: '2028-11-23', birthDate: null }),
    '/removalDate removal-date-beyond-term',
  ],
  'R21: nobody signed from 12 to 15': [
    () => openRequest(context, officer, { ...opening, signedBy: [] }),
    '/signedBy guardian-has-to-sign',
    '/signedBy young-person-has-to-sign',
  ],
  'R21: the guardian signed for somebody of 16': [
    () => openRequest(context, officer, { ...opening, birthDate: '2010-11-22', signedBy: ['guardian'] }),
    '/signedBy young-person-has-to-sign',
  ],
  'R21: a birth date ahead, one that is no date, and a municipality that is not theirs': [
    () =>
      openRequest(context, officer, {
        ...opening,
        kind: 'rectification',
        birthDate: '2026-11-23',
        registeredBirthDate: '2013-02-30',
        municipalityCode: '0166',
      }),
    '/birthDate birth-date-in-future',
    '/registeredBirthDate invalid-format',
    '/municipalityCode no-such-municipality',
  ],
  'GDPR 16: a rectification without the registered birth date': [
    () => openRequest(context, officer, { ...opening, kind: 'rectification' }),
    '/registeredBirthDate registered-birth-date-required',
  ],
  'GDPR 16: a registered birth date of an erasure': [
    () => openRequest(context, officer, { ...opening, kind: 'erasure', registeredBirthDate: '2013-06-02' }),
    '/registeredBirthDate registered-birth-date-not-asked',
  ],
  'R11: a death that is yet to come': [
    () => recordDeath(context, functional, { bsn, deathDate: '2026-11-23' }),
    '/deathDate death-in-future',
  ],
  'R4, R11, R22: a convenant beyond what the law lets it set': [
    () =>
      recordConvenant(context, administrator, {
        ...convenant,
        title: 'Convenant 99999365',
        signedDate: '2026-11-23',
        inForceFromDate: '2026-11-23',
        inForceUntilDate: '2027-11-23',
        documentReference: '999993653',
        longestTermMonths: 25,
        smallCountThreshold: 4,
        tacitRenewalMonths: 0.5,
        lapseReminderDays: [0, 181, 30, 30],
        municipalityCodes: ['0193', '0193'],
      }),
    '/title invalid',
    '/documentReference invalid',
    '/longestTermMonths too-big',
    '/smallCountThreshold too-small',
    '/tacitRenewalMonths invalid-type',
    '/lapseReminderDays invalid',
    '/lapseReminderDays/0 too-small',
    '/lapseReminderDays/1 too-big',
    '/signedDate signed-in-future',
    '/municipalityCodes invalid',
  ],
  'R12: a convenant by which nobody is asked before a signal lapses': [
    () => changeConvenant(context, administrator, zwolle.convenant, { lapseReminderDays: [] }),
    '/lapseReminderDays too-small',
  ],
  'R12: a convenant by which somebody is asked too often': [
    () => changeConvenant(context, administrator, zwolle.convenant, { lapseReminderDays: [1, 2, 3, 4, 5] }),
    '/lapseReminderDays too-big',
  ],
  'R4: a convenant until a day with which nothing can be reckoned': [
    () => changeConvenant(context, administrator, zwolle.convenant, { inForceUntilDate: '2101-01-01' }),
    '/inForceUntilDate invalid',
  ],
  'R4: a municipality with a number for a name': [
    () =>
      recordMunicipality(context, functional, {
        code: '1234',
        name: '999993653',
        validFromDate: '1799-12-31',
      }),
    '/name invalid',
    '/validFromDate invalid',
  ],
  'R4: a municipality that goes on in itself, and twice': [
    () =>
      mergeMunicipalities(context, functional, {
        formerCodes: ['0193', '0166', '0166'],
        successor: { code: '0193' },
        mergerDate: '2101-01-01',
      }),
    '/mergerDate invalid',
    '/formerCodes/0 own-successor',
    '/formerCodes/2 duplicate',
  ],
  'R4: an administrator of no municipality': [
    () =>
      appointOfficer(context, functional, {
        role: 'municipal_administrator',
        municipalityCode: null,
        appointed: { person: contact },
      }),
    '/municipalityCode municipality-required',
  ],
  'R5: a supervisor of one municipality': [
    () =>
      appointOfficer(context, functional, {
        role: 'supervisor',
        municipalityCode: '0193',
        appointed: { person: contact },
      }),
    '/municipalityCode no-municipality',
  ],
  'R4: the end of an officer on a day that the calendar does not have': [
    () => endOfficer(context, administrator, appointed?.id as string, '2027-02-29'),
    '/untilDate invalid-format',
  ],
  'R1, R7: an organisation of a category that the law does not know, and numbers that are none': [
    () =>
      listParty(context, administrator, zwolle.convenant, {
        ...school,
        category: 'child_care' as Category,
        kvkNumber: '1234567',
        oin: '00000000123456780000',
        agbCode: 'x',
        brin: '12ab',
        rsin: '999993654',
      }),
    '/category category-not-designated',
    '/kvkNumber identifier',
    '/oin identifier',
    '/agbCode identifier',
    '/brin identifier',
    '/rsin identifier',
  ],
  'R7: the citizen service number of an independent functionary': [
    () =>
      invitePartner(context, administrator, zwolle.convenant, {
        organisation: { ...school, kind: 'independent', rsin: '999993653' },
        contact,
        ...anchoring,
        anchorReference: '999993653',
        anchorUntilDate: '2027-02-30',
      }),
    '/organisation/rsin fiscal-number-of-person',
    '/anchorReference invalid',
    '/anchorUntilDate invalid-format',
  ],
  'R7: the same in a table': [
    () =>
      importPartners(
        context,
        administrator,
        zwolle.convenant,
        {
          rows: [
            {
              line: 2,
              organisation: { ...school, kind: 'independent', rsin: '999993653' },
              invitation: null,
            },
          ],
          faults: [],
        },
        false,
      ),
    '/2/rsin fiscal-number-of-person',
  ],
  'R7: a reference with the number of a young person': [
    () => changePartner(context, administrator, partnerId, { anchorReference: 'SUB-999993653' }),
    '/anchorReference invalid',
  ],
  'R3: somebody in one role twice': [
    () => addProfessional(context, coordinator, { ...contact, roles: ['professional', 'professional'] }),
    '/roles invalid',
  ],
  'R3: somebody without a role': [
    () => addProfessional(context, coordinator, { ...contact, roles: [] }),
    '/roles too-small',
  ],
  'R3, R10: signals that are handed over and end': [
    () =>
      withdrawProfessional(context, coordinator, colleagues[0].id, {
        handOverToId: colleagues[1].id,
        endReason: 'risk_gone',
      }),
    ' one-of-two',
  ],
  'R3: an absence without a day': [
    () =>
      recordAbsence(context, coordinator, colleagues[0].id, {
        deputyId: colleagues[1].id,
        fromDate: '2026-13-01',
        untilDate: '9999-12-31',
      }),
    '/fromDate invalid-format',
    '/untilDate invalid',
  ],
  'R22: figures of signals by kind, over too many quarters': [
    () =>
      readFigures(context, supervisor, {
        measure: 'signals',
        fromQuarter: '2023-01-01',
        untilQuarter: '2026-01-01',
        kinds: ['within_organisation'],
        groupBy: ['kind'],
      }),
    'untilQuarter too-many-quarters',
    'kind no-kind',
    'groupBy no-kind',
  ],
  'R22: figures that end before they begin': [
    () =>
      readFigures(context, supervisor, {
        measure: 'matches',
        fromQuarter: '2026-04-01',
        untilQuarter: '2026-01-01',
        groupBy: [],
      }),
    'untilQuarter quarter-order',
  ],
  'R5: a period of the logbook that ends when it begins': [
    () => viewLogbook(context, supervisor, { from: clock.now, until: clock.now, limit: 1 }),
    'until period-order',
  ],
}

for (const [name, [call, ...faults]] of Object.entries(refused))
  t.test(name, async (t) => {
    const before = await tableDigests(sql)
    const error = await call().then(
      () => undefined,
      (error: unknown) => error,
    )
    t.ok(error instanceof DomainError)
    if (!(error instanceof DomainError)) return
    t.equal(error.code, 'invalid-request')
    t.strictSame(
      error.faults.map((fault) => `${fault.name} ${fault.code}`),
      faults,
    )
    t.strictSame(await tableDigests(sql), before, 'and nothing was stored')
  })

t.test('R8, R11: a registration is refused in the transaction too, each for itself', async (t) => {
  const from = (birthDate: string, removalDate: string | null) => ({
    issuer: testIssuer,
    subject: zwolle.professionals[1].subject,
    bsn,
    birthDate,
    municipalityCode: null,
    removalDate,
    idempotencyKey: null,
  })
  const asked = {
    'not-under-23': from('2003-11-22', null),
    'removal-date-not-ahead': from('2003-11-23', today),
    'removal-date-beyond-term': from('2015-06-01', '2028-11-23'),
  }
  const items = Object.values(asked).map((request) => prepareRegistration(request, sharedKeys, today))
  const before = await sql`select count(*)::int as n from signal`
  const { registrations } = await registerSignals(service.database, items, clock.now, {
    perProfessional: 10,
    perOrganisation: 10,
  })
  t.strictSame(
    registrations.map(({ outcome }) => outcome),
    Object.keys(asked),
  )
  t.strictSame(await sql`select count(*)::int as n from signal`, before)
  t.strictSame(
    Object.values(asked).map((request) => findRegistrationFaults(request, today).map(({ code }) => code)),
    Object.keys(asked).map((code) => [code]),
    'and the rules that the door asks say the same',
  )
})

t.test(
  'R8: a request that was read on the eve of the 23rd birthday is refused on the day itself',
  async (t) => {
    const request = {
      issuer: testIssuer,
      subject: zwolle.professionals[1].subject,
      bsn,
      birthDate: '2003-11-23',
      municipalityCode: null,
      removalDate: null,
      idempotencyKey: null,
    }
    t.strictSame(findRegistrationFaults(request, today), [])
    const { registrations } = await registerSignals(
      service.database,
      [prepareRegistration(request, sharedKeys, today)],
      new Date('2026-11-22T23:00:00Z'),
      { perProfessional: 10, perOrganisation: 10 },
    )
    t.strictSame(registrations, [{ outcome: 'not-under-23', signal: null }])
  },
)
