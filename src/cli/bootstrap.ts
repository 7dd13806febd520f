import type { Database } from '../../db/driver/client.ts'
import type { Config } from '../config.ts'
import { readEmailAddress } from '../contact/email-address.ts'
import { readJobTitle, readPersonName } from '../contact/names.ts'
import { readPhoneNumber } from '../contact/phone-number.ts'
import type { Reading } from '../contact/reading.ts'
import { systemClock } from '../ground/calendar.ts'
import { faultMeanings } from '../ground/fault-codes.ts'
import { invitationCode } from '../identity/invitation-code.ts'
import { type Keys, oldestSeed } from '../identity/keys.ts'
import { readKeys } from '../identity/read-keys.ts'
import { refuseForeignKeys } from '../identity/refuse-foreign-keys.ts'
import { readCodeVersion } from '../identity/rotate-keys.ts'
import type { Invited } from '../invitations/invite-account.ts'
import { isLogbookSignedBy } from '../logbook/signed-by.ts'
import { makeFirstAdministrator } from '../officers/first-administrator.ts'
import { attempt, readingKeys } from '../startup/attempt.ts'
import { type Command, exits, type Invocation } from './command.ts'
import { asOwner, ownersAddress } from './open-as-owner.ts'

/** `verwijsindex bootstrap`: the first functional administrator, by whom all others come to be (R4, R20). */
export const bootstrap: Command = {
  name: 'bootstrap',
  summary: 'makes the first functional administrator: an account that waits, and an invitation',
  more: [
    'It prints the code by which that person accepts the invitation with their own login, within 30 days. With --mail the code',
    'goes to them by mail instead, once the service runs. It is done once: where a functional administrator can log in it refuses.',
    'The logbook has a line of it.',
  ],
  options: {
    name: { value: 'name', what: 'of the person' },
    'job-title': { value: 'title', what: 'of the person; functioneel beheerder where absent' },
    email: { value: 'address', what: 'of the person, of their work' },
    phone: { value: 'number', what: 'of the person, of their work' },
    mail: { what: 'has the invitation mailed, and prints no code' },
    instead: { what: 'sends away who was invited before and has not accepted: the invitation was lost' },
  },
  needs: ownersAddress,
  reads: ['KEYS_FILE', 'KEYS', 'PORTAL_URL', 'PUBLIC_URL', 'HOST', 'PORT'],
  found: 'a functional administrator is there already, or was invited',
  async run(invocation) {
    const { config, given, tell } = invocation
    const person = readPerson(invocation)
    const settings = await config()
    const keys = given('mail') ? undefined : await readOwnKeys(settings)
    return asOwner('bootstrap', settings, async (database) => {
      if (keys) await refuseOthers(database, keys)
      const first = { person, byHand: keys !== undefined, instead: given('instead') }
      const made = await makeFirstAdministrator(database, first, systemClock())
      if (made.outcome !== 'made') {
        tell([refusals[made.outcome]], { outcome: made.outcome })
        return exits.found
      }
      const { accountId, invitationId, expiresAt } = made
      const code = keys && invitationCode(invitationId, keys, await readCodeVersion(database))
      tell(words(person.email, code, expiresAt, settings), {
        outcome: made.outcome,
        accountId,
        expiresAt,
        ...(code === undefined ? { mailed: true } : { code }),
      })
      return exits.done
    })
  },
}

const refusals = {
  exists:
    'A functional administrator can log in already, and nothing was changed. Others are appointed by them (POST /v1/officers).',
  waits:
    'A functional administrator was invited already, and nothing was changed. Where that invitation was lost, or is for the wrong ' +
    'person, --instead withdraws it and makes another.',
} as const

/** Each field by its option, read as the service reads it elsewhere. */
const fields: Readonly<
  Record<keyof Invited['person'], readonly [option: string, read: (text: string) => Reading]>
> = {
  name: ['name', readPersonName],
  jobTitle: ['job-title', readJobTitle],
  email: ['email', readEmailAddress],
  phone: ['phone', readPhoneNumber],
}

/** @throws Error that names every option that is missing or cannot be read */
function readPerson({ options }: Invocation): Invited['person'] {
  const faults: string[] = []
  const read = (field: keyof Invited['person'], otherwise?: string) => {
    const [option, reader] = fields[field]
    const text = options[option] ?? otherwise
    if (text === undefined) {
      faults.push(`--${option}: needed`)
      return ''
    }
    const reading = reader(text)
    if ('value' in reading) return reading.value
    faults.push(`--${option}: ${faultMeanings[reading.reason.code]}`)
    return ''
  }
  const person = {
    name: read('name'),
    jobTitle: read('jobTitle', 'Functioneel beheerder'),
    email: read('email'),
    phone: read('phone'),
  }
  if (faults.length > 0) throw new Error(`${faults.join('\n')}\nSee verwijsindex bootstrap --help.`)
  return person
}

async function readOwnKeys({ keys, production }: Config): Promise<Keys> {
  if (keys === undefined)
    throw new Error('KEYS_FILE: needed, since the code of the invitation is made with a key; or use --mail')
  return attempt(readingKeys(keys), () => readKeys(keys, production))
}

/** A code that was made with other keys than those of the service opens nothing. */
async function refuseOthers(database: Database, keys: Keys): Promise<void> {
  await refuseForeignKeys(database, keys, systemClock(), () =>
    isLogbookSignedBy(database, oldestSeed(keys.logbook)),
  )
}

function words(
  email: string,
  code: string | undefined,
  expiresAt: Date,
  { portalUrl, publicUrl }: Config,
): string[] {
  const until = `It can be accepted until ${expiresAt.toISOString()}, once.`
  if (code === undefined)
    return [
      `The first functional administrator is invited: the service mails the invitation to ${email}.`,
      until,
    ]
  const api = publicUrl ?? '<PUBLIC_URL>'
  return [
    'The first functional administrator is invited. Hand this code over in person; nobody else may see it:',
    '',
    `  ${code}`,
    '',
    ...(portalUrl === undefined ? [] : [`In the portal: ${portalUrl}/invitations#${code}`]),
    `By call, with a token of their own login: POST ${api}/v1/invitations/_accept {"code": "${code}"}`,
    until,
  ]
}
