import { contact, exampleIds as ids, pageOf, registeredAt } from '../door/example-parts.ts'

/** Examples of quick withdrawals in the public document, by the name of the schema. */

const quickWithdrawal = {
  id: ids.withdrawal,
  professional: { id: ids.professional, name: contact.name },
  organisation: { id: ids.organisation, name: contact.organisation.name },
  municipalityCode: '0193',
  registeredAt,
  endedAt: '2026-11-22T16:05:00.000Z',
}

export const quickWithdrawalExamples: Readonly<Record<string, unknown>> = {
  QuickWithdrawal: quickWithdrawal,
  QuickWithdrawalPage: pageOf(quickWithdrawal),
}
