import { checkPortalAddress, checkPublicAddress } from './addresses.ts'
import type { Check } from './check.ts'
import { checkDatabase } from './database.ts'
import { checkLedger, checkRemoteWitness, checkWitness } from './directories.ts'
import { checkHosts } from './hosts.ts'
import { checkIssuers } from './issuers.ts'
import { checkKeys, checkKeysOfData } from './keys.ts'
import { checkWholeLedger } from './ledger.ts'
import { checkMail } from './mail.ts'
import { checkFitness, checkSchema } from './of-the-database.ts'
import { checkOwner } from './owner.ts'
import { checkRehearsal } from './rehearsal.ts'
import { checkSession } from './session.ts'
import { checkAuthorities, checkSettings } from './settings.ts'
import { checkSubjects } from './subjects.ts'

/** Before anything is migrated: what can be known without the tables. Reading the configuration has judged the settings by then. */
export const checksBeforeMigrating: readonly Check[] = [checkKeys, checkRehearsal, checkOwner]

/** Once the tables are there, and before anything is read from them. */
export const checksBeforeOpening: readonly Check[] = [
  checkDatabase,
  checkSession,
  checkSchema,
  checkFitness,
  checkKeysOfData,
  checkSubjects,
  checkLedger,
  checkWitness,
  checkWholeLedger,
]

/** What may be away for a while: tried once the service listens. */
export const checksBesides: readonly Check[] = [
  checkAuthorities,
  checkHosts,
  checkRemoteWitness,
  checkMail,
  checkIssuers,
  checkPublicAddress,
  checkPortalAddress,
]

/** Every check, in the order in which they are tried: the start and `verwijsindex check` go by this table alone. */
export const checks: readonly Check[] = [
  checkSettings,
  ...checksBeforeMigrating,
  ...checksBeforeOpening,
  ...checksBesides,
]
