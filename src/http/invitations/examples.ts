import { statementOfAgreement } from '../../convenants/agreement.ts'
import { contact, invitationCode } from '../door/example-parts.ts'

/** Examples of invitations in the public document, by the name of the schema. */

export const invitationExamples: Readonly<Record<string, unknown>> = {
  InvitationCode: { code: invitationCode },
  Acceptance: { code: invitationCode, agreement: true },
  Invitation: {
    purpose: 'partner',
    person: contact.name,
    organisation: contact.organisation.name,
    convenant: { title: 'Convenant verwijsindex Zwolle', municipalities: ['Zwolle'] },
    expiresAt: '2026-12-22T09:30:00.000Z',
    statement: [...statementOfAgreement],
  },
  AcceptedInvitation: { purpose: 'partner' },
}
