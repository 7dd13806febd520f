import { archiveNoticeExamples } from './archive-notices/examples.ts'
import { convenantExamples } from './convenants/examples.ts'
import { deathExamples } from './deaths/examples.ts'
import { documentExamples } from './documents/examples.ts'
import { contact } from './door/example-parts.ts'
import { problemDocument } from './door/problems.ts'
import { invitationExamples } from './invitations/examples.ts'
import { logbookExamples } from './logbook/examples.ts'
import { matchExamples } from './matches/examples.ts'
import { municipalityExamples } from './municipalities/examples.ts'
import { officerExamples } from './officers/examples.ts'
import { overviewExamples } from './overview/examples.ts'
import { partnerExamples } from './partners/examples.ts'
import { professionalExamples } from './professionals/examples.ts'
import { profileExamples } from './profile/examples.ts'
import { quickWithdrawalExamples } from './quick-withdrawals/examples.ts'
import { reportExamples } from './reports/examples.ts'
import { signalExamples } from './signals/examples.ts'
import { subjectRequestExamples } from './subject-requests/examples.ts'
import { windDownExamples } from './wind-downs/examples.ts'

/** Every example in the public document, by the name of the schema, or the type of a file. A test holds that each is valid. */
export const examples: Readonly<Record<string, unknown>> = {
  ...archiveNoticeExamples,
  ...convenantExamples,
  ...deathExamples,
  ...documentExamples,
  ...invitationExamples,
  ...logbookExamples,
  ...matchExamples,
  ...municipalityExamples,
  ...officerExamples,
  ...overviewExamples,
  ...partnerExamples,
  ...professionalExamples,
  ...profileExamples,
  ...quickWithdrawalExamples,
  ...reportExamples,
  ...signalExamples,
  ...subjectRequestExamples,
  ...windDownExamples,
  Contact: contact,
  'application/pdf': '%PDF-1.3',
  'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'text/csv': '\uFEFFNaam;Functie;E-mail\r\nS. de Wit;Jeugdverpleegkundige;s.dewit@ggd.example\r\n',
  Problem: problemDocument('invalid-request', [
    {
      in: 'body',
      name: '/bsn',
      code: 'bsn',
      detail: 'Dit is geen geldig burgerservicenummer.',
    },
  ]),
}
