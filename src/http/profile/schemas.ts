import { z } from 'zod'
import { Id, MunicipalityCode } from '../door/schemas/common.ts'

export const Profile = z
  .object({
    id: Id,
    name: z.string(),
    jobTitle: z.string(),
    email: z.string(),
    phone: z.string(),
    organisation: z.object({ id: Id, name: z.string() }).nullable(),
    roles: z
      .array(z.object({ role: z.string(), municipalityCode: MunicipalityCode.nullable() }))
      .meta({ description: 'What you are today, and in which municipality, if in one.' }),
    detailsConfirmedDate: z.iso.date().nullable().meta({
      description: 'When you last confirmed that your details are right.',
      format: 'date',
      example: '2026-09-01',
    }),
    confirmationDue: z.boolean().meta({
      description: 'Whether you were asked to confirm your details, and did not in the time there is for it.',
    }),
  })
  .meta({ id: 'Profile', description: 'How the index knows you, and how others reach you.' })
