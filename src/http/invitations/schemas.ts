import { z } from 'zod'
import { invitationPurposes } from '../../ground/law.ts'
import { At } from '../door/schemas/common.ts'

const code = z.string().min(1, 'Een code is niet leeg.').max(100, 'Een code is niet zo lang.').meta({
  description: 'The code in the mail.',
  example: 'AZLjtHwafS6aEFtsfY6fAw.c2FtcGxlLW9mLWEtY29kZS1r',
})

export const InvitationCode = z
  .strictObject({ code })
  .meta({ id: 'InvitationCode', description: 'Shows the invitation that the code is of.' })

export const Acceptance = z
  .strictObject({
    code,
    agreement: z
      .boolean()
      .optional()
      .meta({ description: 'Whether the organisation agrees to the statement; needed where one is shown.' }),
  })
  .meta({ id: 'Acceptance', description: 'Accepts an invitation with the identity of the token.' })

const purpose = z.enum(invitationPurposes).meta({ description: 'What the invitation is for.' })

export const Invitation = z
  .object({
    purpose,
    person: z.string().meta({ description: 'To whom it was sent.' }),
    organisation: z.string().nullable(),
    convenant: z
      .object({ title: z.string(), municipalities: z.array(z.string()) })
      .nullable()
      .meta({ description: 'The convenant that the organisation is asked to join.' }),
    expiresAt: At,
    statement: z
      .array(z.string())
      .nullable()
      .meta({ description: 'What the organisation agrees to; null where no agreement is asked.' }),
  })
  .meta({ id: 'Invitation', description: 'An invitation that can be accepted.' })

export const AcceptedInvitation = z
  .object({ purpose })
  .meta({ id: 'AcceptedInvitation', description: 'From now on the identity of the token opens the account.' })
