import { z } from 'zod'
import { readOrganisationName } from '../../contact/names.ts'
import { categoryNames, domains } from '../../ground/law.ts'
import { designatedCategory, notDesignated } from '../../partners/check-category.ts'
import { findPersonalNumbers, reasonAgainstIdentifier } from '../../partners/check-organisation.ts'
import type { Identifier } from '../../partners/identifiers.ts'
import { Id, keptText } from '../door/schemas/common.ts'
import { follows, followTogether, refuse } from '../door/schemas/rules.ts'

/** Who an organisation is, as it is written in a request or in a table; every field by itself. */
export const organisationFields = {
  name: keptText(120, 'Een naam heeft ten hoogste 120 tekens.', readOrganisationName).meta({
    description: 'Name, as it is known by, in Latin letters.',
    example: 'GGD IJsselland',
  }),
  category: z
    .string()
    .max(120, notDesignated)
    .transform((text, context) => {
      const category = designatedCategory(text)
      if (category) return category
      refuse(context, { code: 'category-not-designated', detail: notDesignated })
      return z.NEVER
    })
    .meta({
      description:
        'Category that the law designates (Besluit Jw 7.1.1-7.1.7), by its identifier or its Dutch name; any other is refused.',
      example: 'youth_health_care_organisation',
    }),
  kind: z
    .enum(['institution', 'independent'], { error: 'Dit is geen soort organisatie.' })
    .meta({ description: 'An institution, or an independent functionary: an organisation of one.' }),
  kvkNumber: identifier('kvkNumber', 'Number in the trade register.', '12345678'),
  oin: identifier('oin', 'Identification number of a government organisation (OIN).', '00000003123456780000'),
  agbCode: identifier('agbCode', 'Code of a care provider (AGB).', '01012345'),
  brin: identifier('brin', 'Code of a school (BRIN).', '12AB'),
  rsin: identifier(
    'rsin',
    'Fiscal number (RSIN), not of an independent functionary: theirs is their citizen service number.',
    '999993653',
  ),
}

const { name, category, kind, ...identifiers } = organisationFields

/** The numbers that may be given along, each of them or none. */
export const identifierFields = {
  kvkNumber: identifiers.kvkNumber.nullable().default(null),
  oin: identifiers.oin.nullable().default(null),
  agbCode: identifiers.agbCode.nullable().default(null),
  brin: identifiers.brin.nullable().default(null),
  rsin: identifiers.rsin.nullable().default(null),
}

/** An organisation as somebody gives it. */
export const OrganisationIdentity = z
  .strictObject({ name, category, kind: kind.default('institution'), ...identifierFields })
  .superRefine(followTogether(findPersonalNumbers))
  .meta({
    id: 'OrganisationIdentity',
    description: 'Who an organisation is. What shares a number with one that is known is that one.',
  })

export const Organisation = z
  .object({
    id: Id,
    name: z.string(),
    domain: z.enum(domains),
    category: z.enum(categoryNames),
    kind: z.enum(['institution', 'independent']),
    kvkNumber: z.string().nullable(),
    oin: z.string().nullable(),
    agbCode: z.string().nullable(),
    brin: z.string().nullable(),
    rsin: z.string().nullable(),
  })
  .meta({ id: 'Organisation', description: 'An organisation, and the numbers by which it is known.' })

function identifier(which: Identifier, description: string, example: string) {
  return z
    .string()
    .superRefine(follows((number: string) => reasonAgainstIdentifier(which, number)))
    .meta({ description, example })
}
