import { z } from 'zod'
import { organisationRoles } from '../../people/professionals.ts'
import { Id, Next } from './common.ts'
import { personFields } from './people.ts'

/** The people of an organisation, as its coordinator manages them (R3). */

const Day = z.iso.date('Dit is geen datum (JJJJ-MM-DD).')

const Roles = z
  .array(z.enum(organisationRoles))
  .min(1, 'Dit is geen enkele rol.')
  .refine((roles) => new Set(roles).size === roles.length, 'Een rol staat er één keer.')

export const NewProfessional = z
  .strictObject({
    ...personFields,
    roles: Roles.default(['professional']).meta({
      description: 'What they are from today on: `professional` where nothing is said.',
    }),
  })
  .meta({ id: 'NewProfessional', description: 'Somebody who is to be invited to the organisation.' })

export const ProfessionalChange = z
  .strictObject(personFields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, {
    params: { code: 'nothing-to-change' },
    message: 'Er is geen veld dat anders wordt.',
  })
  .meta({ id: 'ProfessionalChange', description: 'What becomes different; the rest stays as it is.' })

export const Professional = z
  .object({
    id: Id,
    name: z.string(),
    jobTitle: z.string(),
    email: z.string(),
    phone: z.string(),
    roles: z.array(z.enum(organisationRoles)).meta({ description: 'What they are today.' }),
    hasLogin: z
      .boolean()
      .meta({ description: 'Whether they have logged in; until then their invitation waits.' }),
    detailsConfirmedDate: Day.nullable().meta({
      description: 'When they last confirmed that their details are right.',
      format: 'date',
      example: '2026-09-01',
    }),
    confirmationDue: z.boolean().meta({
      description:
        'Whether they were asked to confirm their details, and did not in the time there is for it.',
    }),
    absence: z
      .object({ id: Id, deputy: z.object({ id: Id, name: z.string() }), fromDate: Day, untilDate: Day })
      .nullable()
      .meta({ description: 'Who stands in for them today. `untilDate` is the first day back.' }),
  })
  .meta({ id: 'Professional', description: 'One of the people of the organisation.' })

export const ProfessionalPage = z
  .object({ items: z.array(Professional), next: Next })
  .meta({ id: 'ProfessionalPage', description: 'A page of people, who was added last first.' })
