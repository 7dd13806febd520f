import type { AccessDocument } from '../../src/documents/access-input.ts'
import { addresseeOn } from '../../src/documents/addressee.ts'
import type { DestructionCertificate } from '../../src/documents/destruction-certificate.ts'
import type { RegistrationLetter } from '../../src/documents/letter-input.ts'
import type { Municipality, Person } from '../../src/documents/people.ts'
import { anniversary, dateInAmsterdam } from '../../src/ground/calendar.ts'

/** Made-up professionals, and official test persons of 5, 13 and 17 on the day of the documents. */

export const today = new Date('2026-01-20T10:42:00Z')

export const testPersons = {
  5: { bsn: '999990342', birthDate: '2020-02-15', name: 'Braveheart' },
  13: { bsn: '999999369', birthDate: '2012-04-18', name: 'Esselink' },
  17: { bsn: '999991383', birthDate: '2008-01-26', name: 'Bultenaar' },
} as const

export type Age = keyof typeof testPersons

export const ages: readonly Age[] = [5, 13, 17]

const rotterdam: Municipality = {
  name: 'Rotterdam',
  contact: { email: 'privacy@rotterdam.example', phone: '010-1234567' },
}

export const nurse: Person = {
  name: 'Sanne de Vries',
  jobTitle: 'jeugdverpleegkundige',
  organisation: 'GGD Rotterdam-Rijnmond',
}
const counsellor: Person = {
  name: 'Mohammed el Amrani',
  jobTitle: 'intern begeleider',
  organisation: 'Basisschool De Zonnebloem',
}
const worker: Person = {
  name: 'Łucja Śliwińska-van den Boogaard',
  jobTitle: 'wijkteammedewerker jeugd en gezin',
  organisation: 'Stichting Sociale Wijkteams Rotterdam Noord en Hillegersberg',
}
const deputy: Person = { ...worker, name: 'Bram Postma' }
const former: Person = { ...nurse, name: 'Ineke Bakker' }
const colleague: Person = { ...nurse, name: 'Piet de Boer' }
const officer: Person = {
  name: 'Fatima Yıldız',
  jobTitle: 'medewerker opvolging',
  organisation: 'Gemeente Rotterdam',
}
const privacyOfficer: Person = { ...officer, name: 'Wim Jansen', jobTitle: 'privacy officer' }

/** A young person with signals of three organisations, something in the archive, a match and looks. */
export function accessOf(age: Age, change: Partial<AccessDocument> = {}): AccessDocument {
  const { bsn, birthDate } = testPersons[age]
  const made = { madeAt: new Date('2025-03-03T13:20:00Z'), delivery: at('2025-03-03T13:21:00Z') }
  const joined = { madeAt: new Date('2025-09-16T07:05:00Z'), delivery: at('2025-09-16T07:05:30Z') }
  return {
    addressee: addresseeOn(bornOn(birthDate), dateInAmsterdam(today)),
    municipality: rotterdam,
    madeAt: today,
    request: {
      reference: '0198f3a2-5b7e-7c41-9a3d-6f2b1c0d4e5a',
      receivedDate: '2026-01-12',
      answerByDate: '2026-02-12',
    },
    bsnEnding: bsn.slice(-3),
    birthdays23: bornOn(anniversary(birthDate, 23)),
    signals: [
      {
        professional: nurse,
        domain: 'youth_health_care',
        registeredAt: new Date('2024-11-04T08:14:00Z'),
        registeredBy: former,
        handOvers: [
          { to: colleague, at: new Date('2025-01-06T10:00:00Z') },
          { to: nurse, at: new Date('2025-02-03T10:00:00Z') },
        ],
        renewedAt: [new Date('2025-10-28T15:31:00Z')],
        removalDate: '2027-10-28',
      },
      {
        professional: counsellor,
        domain: 'education',
        registeredAt: new Date('2025-03-03T13:20:00Z'),
        registeredBy: null,
        handOvers: [],
        renewedAt: [],
        removalDate: '2027-03-03',
      },
      {
        professional: worker,
        domain: 'social_support',
        registeredAt: new Date('2025-09-16T07:05:00Z'),
        registeredBy: null,
        handOvers: [],
        renewedAt: [],
        removalDate: '2026-09-16',
      },
    ],
    archivedSignals: [
      {
        professional: { name: 'Joost Mulder', jobTitle: 'maatschappelijk werker', organisation: 'De Kern' },
        domain: 'social_support',
        registeredAt: new Date('2022-06-13T09:02:00Z'),
        registeredBy: former,
        handOvers: [
          {
            to: { name: 'Joost Mulder', jobTitle: 'maatschappelijk werker', organisation: 'De Kern' },
            at: new Date('2022-09-01T09:00:00Z'),
          },
        ],
        renewedAt: [new Date('2023-01-10T09:00:00Z')],
        endedDate: '2023-05-30',
        ended: 'risk_gone',
        archivedUntilDate: '2028-05-30',
      },
    ],
    notifications: [
      {
        event: 'match_created',
        recipient: nurse,
        onBehalfOf: null,
        ...made,
        openedAt: new Date('2025-03-04T08:00:00Z'),
      },
      {
        event: 'match_created',
        recipient: counsellor,
        onBehalfOf: null,
        ...made,
        openedAt: new Date('2025-03-03T14:02:00Z'),
      },
      { event: 'match_created', recipient: officer, onBehalfOf: null, ...made, openedAt: null },
      { event: 'archived_signals_found', recipient: nurse, onBehalfOf: null, ...made, openedAt: null },
      { event: 'participant_joined', recipient: nurse, onBehalfOf: null, ...joined, openedAt: null },
      { event: 'participant_joined', recipient: counsellor, onBehalfOf: null, ...joined, openedAt: null },
      { event: 'participant_joined', recipient: deputy, onBehalfOf: worker, ...joined, openedAt: null },
      {
        event: 'participant_joined',
        recipient: officer,
        onBehalfOf: null,
        madeAt: joined.madeAt,
        delivery: { state: 'withheld', at: joined.madeAt },
        openedAt: null,
      },
      {
        event: 'advice_asked',
        recipient: worker,
        onBehalfOf: null,
        madeAt: new Date('2026-01-19T15:00:00Z'),
        delivery: { state: 'waiting', at: null },
        openedAt: null,
      },
    ],
    looks: [
      {
        person: nurse,
        at: new Date('2025-03-04T08:00:00Z'),
        times: 1,
        what: 'signal_registered',
        ground: 'Jw 7.1.4.3 lid 2',
      },
      {
        person: nurse,
        at: new Date('2025-03-04T08:01:00Z'),
        times: 1,
        what: 'matches_viewed',
        ground: 'Jw 7.1.4.3 lid 2',
      },
      {
        person: nurse,
        at: new Date('2025-03-04T08:09:00Z'),
        times: 1,
        what: 'matches_viewed',
        ground: 'Jw 7.1.4.3 lid 2',
      },
      {
        person: nurse,
        at: new Date('2025-03-04T15:40:00Z'),
        times: 1,
        what: 'matches_viewed',
        ground: 'Jw 7.1.4.3 lid 2',
      },
      {
        person: counsellor,
        at: new Date('2025-03-03T14:02:00Z'),
        times: 1,
        what: 'matches_viewed',
        ground: 'Jw 7.1.4.3 lid 2',
      },
      {
        person: officer,
        at: new Date('2025-03-11T10:30:00Z'),
        times: 1,
        what: 'matches_viewed',
        ground: 'Jw 7.1.3.2',
      },
      {
        person: worker,
        at: new Date('2025-09-17T07:12:00Z'),
        times: 1,
        what: 'bsn_disclosed',
        ground: 'Jw 7.1.4.4',
      },
      { person: null, at: new Date('2025-11-01T02:00:00Z'), times: 1, what: 'signals_viewed', ground: null },
      {
        person: privacyOfficer,
        at: new Date('2026-01-12T09:00:00Z'),
        times: 1,
        what: 'requests_viewed',
        ground: 'AVG 15',
      },
      { person: privacyOfficer, at: today, times: 1, what: 'access_document_made', ground: 'AVG 15' },
    ],
    ...change,
  }
}

/** As much as there may ever be to tell. */
export function crowded(age: Age): AccessDocument {
  const people = [nurse, counsellor, worker, officer, deputy]
  const [model] = accessOf(age).notifications
  if (!model) throw new Error('no notification to go by')
  const minute = (n: number) => new Date(Date.UTC(2025, 3, 1 + (n % 90), 7 + (n % 9), (n * 7) % 60))
  return accessOf(age, {
    signals: Array.from({ length: 9 }, (_, n) => ({
      ...(accessOf(age).signals[n % 3] as AccessDocument['signals'][number]),
      renewedAt: Array.from({ length: n }, (_, k) => minute(n + k)),
    })),
    archivedSignals: Array.from({ length: 12 }, () => accessOf(age).archivedSignals).flat(),
    notifications: Array.from({ length: 60 }, (_, n) => ({
      ...model,
      recipient: people[n % 5] as Person,
      madeAt: minute(n),
    })),
    looks: Array.from({ length: 200 }, (_, n) => ({
      person: people[n % 5] as Person,
      at: n < 130 ? minute(n) : new Date(Date.UTC(2025, 8, 8, 6, n * 3)),
      times: 1,
      what: n < 130 ? ('matches_viewed' as const) : ('signals_viewed' as const),
      ground: 'Jw 7.1.4.4',
    })),
  })
}

/** A day that is known. */
export function bornOn(day: string) {
  return { earliest: day, latest: day }
}

export function nothingFor(age: Age): AccessDocument {
  const none = { signals: [], archivedSignals: [], notifications: [], looks: [] }
  return accessOf(age, { ...none, bsnEnding: null, birthdays23: null })
}

export function letterTo(age: Age): RegistrationLetter {
  return {
    addressee: addresseeOn(bornOn(testPersons[age].birthDate), dateInAmsterdam(today)),
    date: '2026-01-20',
    professional: { ...nurse, email: 's.devries@ggd.example', phone: '010-7654321' },
    municipality: rotterdam,
    registeredAt: new Date('2026-01-19T14:10:00Z'),
    takenOver: false,
    removalDate: '2028-01-19',
    birthdays23: bornOn(anniversary(testPersons[age].birthDate, 23)),
  }
}

export function certificateOf(change: Partial<DestructionCertificate> = {}): DestructionCertificate {
  return {
    reference: '0198f3b0-11aa-7d20-8c55-0b9e7f31d2c4',
    municipality: 'Rotterdam',
    cause: { kind: 'erasure', requestReference: '0198f3a2-5b7e-7c41-9a3d-6f2b1c0d4e5a' },
    ground: 'AVG 17',
    decidedDate: '2026-01-20',
    carriedOutAt: today,
    destroyed: { activeSignals: 3, archivedSignals: 1, youngPersons: 1 },
    digest: Uint8Array.from({ length: 32 }, (_, n) => (n * 37 + 11) % 256),
    logbook: { origin: 'verwijsindex.example/logboek', line: 20_481, event: 'destruction_certified' },
    ...change,
  }
}

export const windDown = certificateOf({
  cause: { kind: 'wind_down', convenantTitle: 'Verwijsindex Rijnmond 2019', handedOverSignals: 412 },
  ground: 'Jw 7.1.3.1',
  destroyed: { activeSignals: 18_204, archivedSignals: 40_771, youngPersons: 21_950 },
})

function at(instant: string) {
  return { state: 'delivered' as const, at: new Date(instant) }
}
