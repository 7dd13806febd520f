import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { z } from 'zod'

/** What publiccode.yml 0.7 asks for, as far as it is used here: a key that is not known is a fault. https://yml.publiccode.tools */
const contact = z.strictObject({
  name: z.string().min(1),
  email: z.email().optional(),
  phone: z.string().optional(),
  affiliation: z.string().optional(),
})
const dependency = z.strictObject({
  name: z.string().min(1),
  versionMin: z.string().optional(),
  versionMax: z.string().optional(),
  version: z.string().optional(),
  optional: z.boolean().optional(),
})
const text = z.strictObject({
  localisedName: z.string().min(1),
  shortDescription: z.string().min(1).max(150),
  longDescription: z.string().min(150).max(10_000),
  features: z.array(z.string().min(1).max(100)).min(1),
})
const publiccode = z.strictObject({
  publiccodeYmlVersion: z.literal('0.7'),
  name: z.string().min(1),
  url: z.url({ protocol: /^https$/ }),
  platforms: z.array(z.enum(['web', 'windows', 'mac', 'linux', 'ios', 'android'])).min(1),
  categories: z.array(z.string().regex(/^[a-z-]+$/)).min(1),
  developmentStatus: z.enum(['concept', 'development', 'beta', 'stable', 'obsolete']),
  softwareType: z.enum([
    'standalone/mobile',
    'standalone/iot',
    'standalone/desktop',
    'standalone/web',
    'standalone/backend',
    'standalone/other',
    'addon',
    'library',
    'configurationFiles',
  ]),
  supports: z.array(z.strictObject({ id: z.string().min(1) })).min(1),
  intendedAudience: z.strictObject({
    countries: z.array(z.string().regex(/^[A-Z]{2}$/)),
    scope: z.array(z.string().regex(/^[a-z-]+$/)),
  }),
  description: z.strictObject({ nl: text, en: text }),
  legal: z.strictObject({ license: z.literal('EUPL-1.2') }),
  maintenance: z.strictObject({
    type: z.enum(['internal', 'community']),
    contacts: z.array(contact).min(1),
  }),
  localisation: z.strictObject({
    localisationReady: z.boolean(),
    availableLanguages: z.array(z.string().regex(/^[a-z]{2}$/)).min(1),
  }),
  dependsOn: z.strictObject({ open: z.array(dependency).min(1) }),
})

t.test('publiccode.yml has what the standard asks for, and no key that it does not know', async (t) => {
  const given = parse(readFileSync(new URL('../../publiccode.yml', import.meta.url), 'utf8'))
  t.strictSame(publiccode.safeParse(given).error?.issues ?? [], [])
  const { description: _, ...without } = given
  t.ok(publiccode.safeParse(without).error, 'a key that is missing is a fault')
})
