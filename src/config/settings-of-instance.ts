import { z } from 'zod'
import { contacts, day, name, switchedOn, whole } from './kinds-of-settings.ts'

/** What an instance says of itself, and to whom a weakness of it is reported. */
export const settingsOfInstance = {
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .meta({ description: 'Level of the log.' }),
  SECURITY_CONTACT: contacts.meta({
    description:
      'Where a weakness of this installation is reported (mailto:…, https://…), for /.well-known/security.txt; comma-separated.',
  }),
  SECURITY_TXT_EXPIRES: day.optional().meta({
    description: 'Date from which security.txt is not given out any more; at most a year ahead.',
  }),
  DRAIN_SECONDS: whole(0, 300, 5).meta({
    description:
      'How long requests are still answered after SIGTERM, once the instance says that it is not ready (s); in development it stops at once.',
  }),
  INSTANCE: name
    .optional()
    .meta({ description: 'Name of this instance in its log; the name of the machine where absent.' }),
  REHEARSAL: switchedOn('off').meta({
    description:
      'on or off: whether this instance only tries a restored copy of the database: it tells nobody, changes nothing outside the copy, and is never ready.',
  }),
  REVISION: name
    .default('unknown')
    .meta({ description: 'Commit that the image was made from; the image sets it.' }),
}

interface SecuritySettings {
  readonly SECURITY_CONTACT: readonly string[]
  readonly SECURITY_TXT_EXPIRES?: Date | undefined
}

/** A contact without a date would be believed for ever, and a date without a contact says nothing (RFC 9116, 2.5). */
export function findHalfContact({ SECURITY_CONTACT, SECURITY_TXT_EXPIRES }: SecuritySettings): string[] {
  return SECURITY_CONTACT.length > 0 === (SECURITY_TXT_EXPIRES !== undefined)
    ? []
    : ['SECURITY_CONTACT: goes together with SECURITY_TXT_EXPIRES']
}

/** Who to report a weakness to, and until when that holds. */
export function securityContact({ SECURITY_CONTACT, SECURITY_TXT_EXPIRES }: SecuritySettings) {
  return SECURITY_TXT_EXPIRES && { contacts: SECURITY_CONTACT, expires: SECURITY_TXT_EXPIRES }
}
