/** Examples of officers in the public document, by the name of the schema. */

const person = {
  name: 'M. Jansen',
  jobTitle: 'Beleidsmedewerker jeugd',
  email: 'm.jansen@zwolle.example',
  phone: '038-0000002',
}

const officer = {
  id: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f12',
  accountId: '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f13',
  role: 'follow_up_officer',
  municipalityCode: '0193',
  fromDate: '2026-11-22',
  untilDate: null,
  state: 'active',
  ...person,
}

export const officerExamples: Readonly<Record<string, unknown>> = {
  OfficerAppointment: { role: 'follow_up_officer', municipalityCode: '0193', person },
  OfficerEnding: { untilDate: '2026-12-01' },
  Officer: officer,
  OfficerPage: { items: [officer], next: null },
}
