import { z } from 'zod'
import type { Reason } from '../../ground/errors.ts'
import { reasonAgainstRoles } from '../../people/check-roles.ts'
import { reasonAgainstWithdrawal } from '../../people/check-withdrawal.ts'
import { organisationRoles } from '../../people/professionals.ts'
import { At, Id, MailRefusedDate, MunicipalityCode, Next } from '../door/schemas/common.ts'
import { ErrorsOfTable, Line } from '../door/schemas/imports.ts'
import { personFields } from '../door/schemas/people.ts'
import { follows } from '../door/schemas/rules.ts'

/** The people of an organisation, as its coordinator manages them (R3). */

const Day = z.iso.date('Dit is geen datum (JJJJ-MM-DD).')

const Roles = z
  .array(z.enum(organisationRoles))
  .superRefine(follows(reasonAgainstRoles))
  .meta({ minItems: 1 })

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
  .superRefine(follows(reasonAgainstNothing))
  .meta({ id: 'ProfessionalChange', description: 'What becomes different; the rest stays as it is.' })

const absenceFields = {
  id: Id,
  deputy: z.object({ id: Id, name: z.string() }),
  fromDate: Day,
  untilDate: Day.meta({ description: 'The first day back.', example: '2026-12-07' }),
}

export const Absence = z
  .object(absenceFields)
  .meta({ id: 'Absence', description: 'Somebody is away for a period, and who stands in for them.' })

export const AbsenceList = z
  .object({ items: z.array(Absence) })
  .meta({ id: 'AbsenceList', description: 'Absences of today and of later, the first one first.' })

export const NewAbsence = z
  .strictObject({
    deputy: z.strictObject({ id: Id }).meta({ description: 'The colleague who stands in.' }),
    fromDate: Day.meta({ description: 'The first day away: today or later.', example: '2026-11-20' }),
    untilDate: Day.meta({ description: 'The first day back.', example: '2026-12-07' }),
  })
  .meta({
    id: 'NewAbsence',
    description: 'From when until when somebody is away, and who stands in for them.',
  })

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
    mailRefusedDate: MailRefusedDate,
    absence: z
      .object(absenceFields)
      .nullable()
      .meta({ description: 'Who stands in for them today. `untilDate` is the first day back.' }),
  })
  .meta({ id: 'Professional', description: 'One of the people of the organisation.' })

export const ProfessionalPage = z
  .object({ items: z.array(Professional), next: Next })
  .meta({ id: 'ProfessionalPage', description: 'A page of people, who was added last first.' })

export const SignalOfColleague = z
  .object({
    id: Id,
    registeredAt: At,
    removalDate: Day.meta({ description: 'On this date the signal is removed.', example: '2028-11-22' }),
    municipalityCode: MunicipalityCode,
    matchId: Id.nullable(),
  })
  .meta({
    id: 'SignalOfColleague',
    description:
      'An active signal of a colleague; nothing of the young person. The logbook records that you looked.',
  })

export const SignalOfColleaguePage = z.object({ items: z.array(SignalOfColleague), next: Next }).meta({
  id: 'SignalOfColleaguePage',
  description: 'A page of active signals of a colleague, newest first.',
})

export const HandOver = z
  .strictObject({
    toProfessionalId: Id.meta({ description: 'The colleague who takes them over.' }),
    signalIds: z
      .array(Id)
      .min(1, 'Dit is geen enkel signaal.')
      .max(500, 'Dit zijn te veel signalen in één keer.')
      .optional()
      .meta({ description: 'Which signals; all of them where nothing is said.' }),
  })
  .meta({ id: 'HandOver', description: 'Who takes signals over, and which.' })

export const Withdrawal = z
  .strictObject({
    handOverToId: Id.optional().meta({ description: 'The colleague who takes the signals over.' }),
    endReason: z
      .enum(['unfounded', 'risk_gone'])
      .optional()
      .meta({ description: 'Why the signals end, where nobody takes them over (Jw 7.1.4.5 lid 1).' }),
  })
  .superRefine(follows(reasonAgainstWithdrawal))
  .meta({
    id: 'Withdrawal',
    description:
      'What becomes of the signals of somebody who leaves; neither is needed where there are none.',
  })

export const HandledSignals = z
  .object({
    handedOver: z.int().meta({ description: 'Signals that go on as those of the colleague.' }),
    ended: z.int().meta({
      description:
        'Signals that ended: as chosen, or since the colleague had one on the same young person already.',
    }),
    notified: z.int().meta({ description: 'How many notifications tell of it.' }),
  })
  .meta({ id: 'HandledSignals', description: 'What became of the signals.' })

export const ProfessionalsImport = z
  .object({
    dryRun: z.boolean(),
    rows: z
      .array(z.object({ line: Line, professional: z.enum(['added', 'changed', 'known']) }))
      .meta({ description: 'What is done with each row in which there is no fault.' }),
    errors: ErrorsOfTable,
  })
  .meta({ id: 'ProfessionalsImport', description: 'Who was imported, or would be.' })

function reasonAgainstNothing(change: object): Reason | undefined {
  if (Object.keys(change).length > 0) return undefined
  return { code: 'nothing-to-change', detail: 'Er is geen veld dat anders wordt.' }
}
