import { contact, exampleIds as ids, person } from '../door/example-parts.ts'

/** An example of a profile in the public document, by the name of the schema. */

export const profileExamples: Readonly<Record<string, unknown>> = {
  Profile: {
    id: ids.professional,
    ...person,
    organisation: { id: ids.organisation, name: contact.organisation.name },
    roles: [{ role: 'professional', municipalityCode: null }],
    detailsConfirmedDate: '2026-09-01',
    confirmationDue: false,
  },
}
