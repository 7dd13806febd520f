import { z } from 'zod'
import { bodyFault, type Fault, type Reason } from '../../ground/errors.ts'
import { anchors } from '../../ground/law.ts'
import { joiningSteps } from '../../partners/joining-path.ts'
import { municipalSteps } from '../../partners/take-partner-step.ts'
import { At, Day, DayOrNone, Id, MailRefusedDate, Next } from '../door/schemas/common.ts'
import { ErrorsOfTable, Line } from '../door/schemas/imports.ts'
import { personFields } from '../door/schemas/people.ts'
import { follows, followTogether } from '../door/schemas/rules.ts'
import { Organisation, OrganisationIdentity } from './organisation-schemas.ts'

const states = ['invited', 'agreed', 'connected', 'suspended', 'ended'] as const

export const PartyParams = z.strictObject({ id: Id, organisationId: Id })

export const Party = z
  .object({
    organisation: Organisation,
    listedAt: At,
    partner: z
      .object({ id: Id, state: z.enum(states) })
      .nullable()
      .meta({ description: 'How it stands as a partner; null where it was not invited yet.' }),
  })
  .meta({ id: 'Party', description: 'An organisation on the convenant’s own list.' })

export const PartyPage = z
  .object({ items: z.array(Party), next: Next })
  .meta({ id: 'PartyPage', description: 'A page of the list, by the id of the organisation.' })

export const ContactPerson = z
  .strictObject(personFields)
  .meta({ id: 'ContactPerson', description: 'Through whom an organisation is asked to join.' })

/** Where an agreement is anchored, every field by itself. */
export const anchoringFields = {
  anchor: z
    .enum(anchors, { error: 'Dit is geen verankering: het convenant, een contract of een subsidie.' })
    .meta({ description: 'Where the agreement with the partner is anchored.' }),
  anchorReference: z
    .string()
    .regex(
      /^(?!.*\d{8})[A-Za-z0-9][A-Za-z0-9./_-]{0,63}$/,
      'Een kenmerk heeft ten hoogste 64 letters en cijfers, zonder spaties en zonder lange getallen.',
    )
    .meta({
      description: 'Reference of the contract or the decision; never its text.',
      example: 'SUB-2026-017',
    }),
  anchorUntilDate: Day.nullable().meta({
    format: 'date',
    description: 'The last day on which that holds.',
    example: '2027-12-31',
  }),
  mayLead: z
    .boolean()
    .meta({ description: 'Whether it may take the lead of a match, or register only.', example: false }),
}

export const PartnerInvitation = z
  .strictObject({
    organisationId: Id.optional().meta({ description: 'An organisation on the convenant’s own list.' }),
    organisation: OrganisationIdentity.optional().meta({
      description: 'Or an organisation that is put on the list by this.',
    }),
    contact: ContactPerson,
    anchor: anchoringFields.anchor.default('convenant'),
    anchorReference: anchoringFields.anchorReference.nullable().default(null),
    anchorUntilDate: anchoringFields.anchorUntilDate.default(null),
    mayLead: anchoringFields.mayLead.default(false),
  })
  .superRefine(followTogether(findOrganisationFaults))
  .meta({ id: 'PartnerInvitation', description: 'Invites an organisation to join the convenant.' })

export const PartnerChange = z
  .strictObject({
    anchor: anchoringFields.anchor.optional(),
    anchorReference: anchoringFields.anchorReference.nullable().optional(),
    anchorUntilDate: anchoringFields.anchorUntilDate.optional(),
    mayLead: anchoringFields.mayLead.optional(),
  })
  .superRefine(follows(reasonAgainstNothing))
  .meta({ id: 'PartnerChange', description: 'What changes; null takes away, and what is absent stays.' })

export const PartnerStep = z
  .strictObject({ state: z.enum(municipalSteps, { error: 'Dit is geen stap van een gemeente.' }) })
  .meta({ id: 'PartnerStep', description: 'Connects, suspends or ends a partner, from today on.' })

export const InvitationAgain = z
  .strictObject({
    contact: ContactPerson.optional().meta({
      description: 'Another contact person; the one of before where absent.',
    }),
  })
  .meta({ id: 'InvitationAgain', description: 'Sends the invitation of a partner again.' })

export const Partner = z
  .object({
    id: Id,
    convenantId: Id,
    organisation: Organisation,
    state: z.enum(states),
    stateSinceDate: z.iso.date(),
    anchor: z.enum(anchors),
    anchorReference: z.string().nullable(),
    anchorUntilDate: DayOrNone,
    mayLead: z.boolean(),
    contact: z
      .object({
        name: z.string(),
        jobTitle: z.string(),
        email: z.string(),
        phone: z.string(),
        hasLogin: z.boolean().meta({ description: 'Whether they have logged in before.' }),
        mailRefusedDate: MailRefusedDate,
      })
      .nullable()
      .meta({ description: 'Whom the last invitation was sent to.' }),
    steps: z
      .array(
        z.object({
          state: z.enum(states),
          fromDate: z.iso.date(),
          recordedAt: At,
          recordedBy: z.string().nullable().meta({ description: 'Who took the step.' }),
        }),
      )
      .meta({ description: 'How it came to where it stands.' }),
    path: z
      .object({
        steps: z.array(
          z.object({
            step: z.enum(joiningSteps),
            isDone: z.boolean().nullable().meta({
              description: 'Null where it is not shown, since it would tell of a single professional.',
            }),
            doneDate: DayOrNone,
          }),
        ),
        waitsFor: z.enum(joiningSteps).nullable(),
        waitsOn: z.enum(['organisation', 'municipality', 'nobody']),
      })
      .meta({
        description: 'From the invitation to the first signal: where it stands, and what it waits for.',
      }),
  })
  .meta({ id: 'Partner', description: 'An organisation under a convenant.' })

export const PartnerPage = z
  .object({ items: z.array(Partner), next: Next })
  .meta({ id: 'PartnerPage', description: 'A page of the partners of a convenant.' })

export const PartnersImport = z
  .object({
    dryRun: z.boolean(),
    rows: z
      .array(
        z.object({
          line: Line,
          organisation: z.enum(['added', 'known']),
          list: z.enum(['listed', 'known']),
          partner: z.enum(['invited', 'known', 'none']),
        }),
      )
      .meta({ description: 'What is done with each row in which there is no fault.' }),
    errors: ErrorsOfTable,
  })
  .meta({ id: 'PartnersImport', description: 'What was imported, or would be.' })

function findOrganisationFaults(given: { organisation?: unknown; organisationId?: unknown }): Fault[] {
  if ((given.organisation === undefined) !== (given.organisationId === undefined)) return []
  const detail = 'Geef een organisatie van de lijst (organisationId), of een nieuwe (organisation).'
  return [bodyFault('/organisation', 'one-organisation', detail)]
}

function reasonAgainstNothing(change: object): Reason | undefined {
  if (Object.values(change).some((value) => value !== undefined)) return undefined
  return { code: 'no-change', detail: 'Dit verzoek verandert geen veld.' }
}
