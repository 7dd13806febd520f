import { z } from 'zod'
import { bodyFault, type Fault } from '../../ground/errors.ts'
import { findPlaceFaults } from '../../officers/check-place.ts'
import { officerRoles } from '../../officers/officers.ts'
import { Day, DayOrNone, Id, MailRefusedDate, MunicipalityCode, Next } from '../door/schemas/common.ts'
import { personFields } from '../door/schemas/people.ts'
import { followTogether } from '../door/schemas/rules.ts'

const OfficerRole = z
  .enum(officerRoles)
  .meta({ description: 'What somebody is appointed as.', example: 'follow_up_officer' })

export const OfficerAppointment = z
  .strictObject({
    role: OfficerRole,
    municipalityCode: MunicipalityCode.optional().meta({
      description: 'For a role in a municipality; absent for a role in the index as a whole.',
      example: '0193',
    }),
    person: z
      .strictObject(personFields)
      .optional()
      .meta({ description: 'Somebody new, who is invited by mail.' }),
    accountId: Id.optional().meta({ description: 'Somebody who is an officer of yours already.' }),
  })
  .superRefine(followTogether(findPlaceFaults))
  .superRefine(followTogether(findPersonFaults))
  .meta({ id: 'OfficerAppointment', description: 'Who is appointed as what, from today on.' })

export const OfficerEnding = z
  .strictObject({
    untilDate: Day.meta({
      description: 'The first day on which the role is no longer held; today ends it at once.',
      example: '2026-12-01',
    }),
  })
  .meta({ id: 'OfficerEnding', description: 'From when on somebody no longer holds a role.' })

export const Officer = z
  .object({
    id: Id.meta({ description: 'Of the appointment: somebody with two roles is two officers.' }),
    accountId: Id,
    role: OfficerRole,
    municipalityCode: MunicipalityCode.nullable(),
    fromDate: z.iso.date(),
    untilDate: DayOrNone.meta({ description: 'The first day on which the role is no longer held.' }),
    state: z
      .enum(['invited', 'active'])
      .meta({ description: 'Whether the invitation has been accepted.', example: 'active' }),
    name: z.string(),
    jobTitle: z.string(),
    email: z.string(),
    phone: z.string(),
    mailRefusedDate: MailRefusedDate,
  })
  .meta({ id: 'Officer', description: 'A role that somebody holds by appointment.' })

export const OfficerPage = z
  .object({ items: z.array(Officer), next: Next })
  .meta({ id: 'OfficerPage', description: 'A page of officers, newest first.' })

function findPersonFaults({ person, accountId }: { person?: unknown; accountId?: unknown }): Fault[] {
  if ((person === undefined) !== (accountId === undefined)) return []
  return [bodyFault('/person', 'person-or-account', 'Noem een persoon of een account, niet beide.')]
}
