import { z } from 'zod'
import { anchors, categoryNames, domains } from '../../ground/law.ts'
import { joiningSteps } from '../../partners/joining-path.ts'
import { DayOrNone, Id, MunicipalityCode } from '../door/schemas/common.ts'

/** What a municipality sees of who is connected (R4), without a figure that gives anybody away (R22). */

const Day = z.iso.date()
const Count = z.int().min(0)
const State = z.enum(['invited', 'agreed', 'connected', 'suspended', 'ended'])
const Municipality = z.object({ code: MunicipalityCode, name: z.string() })

const Quarter = z
  .string()
  .regex(/^\d{4}-Q[1-4]$/)
  .meta({ description: 'A quarter that is over.', example: '2026-Q3' })

const Figure = z
  .object({
    count: Count.nullable().meta({ description: 'Null where it is too small to be shown.' }),
    complete: z.boolean().meta({
      description: 'False where something too small is left out, so that the count is the least that it is.',
    }),
  })
  .meta({ id: 'Figure', description: 'A count that gives nobody away.' })

const QuarterFigures = z
  .object({
    quarter: Quarter,
    published: z.boolean().meta({ description: 'Whether the figures of this quarter are made.' }),
    signals: Figure,
    matches: Figure,
  })
  .meta({ id: 'QuarterFigures', description: 'Signals, and how many of them met others, in a quarter.' })

const Organisation = z.object({
  id: Id,
  name: z.string(),
  domain: z.enum(domains),
  category: z.enum(categoryNames),
  kind: z.enum(['institution', 'independent']),
})

const Convenant = z
  .object({
    id: Id,
    title: z.string(),
    inForceFromDate: Day,
    inForceUntilDate: DayOrNone,
    tacitRenewalMonths: z.int().nullable(),
    currentPeriodUntilDate: DayOrNone.meta({ description: 'When it next ends, or is renewed tacitly.' }),
    municipalities: z.array(Municipality).meta({ description: 'Every municipality in which it holds.' }),
  })
  .meta({ id: 'OverviewConvenant', description: 'A convenant in force here.' })

const Partner = z
  .object({
    id: Id,
    convenantId: Id,
    organisation: Organisation,
    state: State,
    stateSinceDate: Day,
    anchor: z.enum(anchors).meta({ description: 'Where the agreement is anchored.' }),
    anchorUntilDate: DayOrNone,
    anchorEnded: z.boolean(),
    anchorEndsSoon: z.boolean().meta({ description: 'Whether the anchor ends within 90 days.' }),
    mayLead: z.boolean(),
    professionals: Count.meta({ description: 'How many have the right to register today.' }),
    activityShown: z
      .boolean()
      .meta({ description: 'False where so few may register that activity would be one person’s own.' }),
    lastSignalMonth: z
      .string()
      .regex(/^\d{4}-\d{2}$/)
      .nullable()
      .meta({
        description:
          'The last month, over by now, since which at least three professionals registered here; null where that is not so.',
        example: '2026-10',
      }),
    quarters: z
      .array(z.object({ quarter: Quarter, signals: Count.nullable(), matches: Count.nullable() }))
      .meta({ description: 'Quarters of which something may be shown; of matches the kinds that may.' }),
  })
  .meta({ id: 'OverviewPartner', description: 'A partner, where it stands and how actively it registers.' })

const DomainOverview = z
  .object({
    domain: z.enum(domains),
    connectedOrganisations: Count,
    professionals: Count,
    quarters: z.array(QuarterFigures),
    missingCategories: z
      .array(z.enum(categoryNames))
      .meta({ description: 'Categories of the law that no connected partner belongs to.' }),
  })
  .meta({ id: 'OverviewDomain', description: 'One of the seven domains.' })

const MissingParty = z
  .object({
    convenantId: Id,
    organisation: Organisation,
    state: z.enum(['invited', 'agreed', 'suspended', 'ended']).nullable().meta({
      description: 'Where it stands; null where it was never invited.',
    }),
    waitsFor: z.enum(joiningSteps).nullable().meta({ description: 'The step on its way that it waits for.' }),
    waitsOn: z.enum(['organisation', 'municipality', 'nobody']).meta({ description: 'Who is to take it.' }),
  })
  .meta({ id: 'MissingParty', description: 'On a convenant’s own list, and not connected.' })

export const MunicipalityOverview = z
  .object({
    onDate: Day,
    municipality: Municipality,
    convenants: z.array(Convenant),
    states: z
      .object({ invited: Count, agreed: Count, connected: Count, suspended: Count, ended: Count })
      .meta({ description: 'How many partners stand where.' }),
    domains: z.array(DomainOverview),
    quarters: z.array(QuarterFigures).meta({ description: 'The whole municipality, the last quarter last.' }),
    partners: z.array(Partner),
    missing: z.array(MissingParty),
  })
  .meta({
    id: 'MunicipalityOverview',
    description: 'Who is connected in a municipality, who is missing, and how actively the index is used.',
  })
