import type { Database } from '../../../db/driver/client.ts'
import { functionSchema } from '../../../db/function-schema.ts'
import { readVersionsInUse } from '../../../db/migrate/versions.ts'
import { systemClock } from '../../ground/calendar.ts'
import {
  beginKeyRotations,
  type KeyStatus,
  type KeyVersionStatus,
  readKeyStatus,
} from '../../identity/key-status.ts'
import { type Keys, parseKeys } from '../../identity/keys.ts'
import type { KeyRotation } from '../../identity/rotate-keys.ts'
import { type Command, exits, type Invocation } from '../command.ts'
import { asOwner, ownersAddress } from '../open-as-owner.ts'
import { readKeyText } from './add-keys.ts'

/** `verwijsindex keys rotate`: begins the change of the keys that every instance has by now, and says how far it is (R23). */
export const rotateKeysCommand: Command = {
  name: 'keys rotate',
  summary: 'begins the change to the newest keys, once every instance has them; the instances carry it out',
  more: [
    'From then on an instance without the new versions registers nobody. Do not begin it during an upgrade.',
    'With --status it begins nothing: it says what needs each version, and when the old ones can be destroyed.',
  ],
  options: { status: { what: 'says how far it is, and what needs each version' } },
  needs: [...ownersAddress, ['KEYS_FILE', 'KEYS']],
  found: 'a change goes on',
  async run(invocation) {
    const keys = parseKeys(await readKeyText(invocation))
    return asOwner('keys', await invocation.config(), async (database) => {
      if (!invocation.given('status')) {
        await refuseOtherVersions(database)
        const begun = await beginKeyRotations(database, keys, systemClock())
        invocation.remark(begun.length === 0 ? 'There is nothing to begin.' : `Begun: ${begun.join(', ')}.`)
      }
      return tellStatus(invocation, await readKeyStatus(database, keys), keys)
    })
  },
}

function tellStatus({ tell }: Invocation, status: KeyStatus, keys: Keys) {
  const goesOn = status.changes.some(({ completeAt }) => completeAt === null)
  const old = status.versions.filter((one) => isOld(one, status))
  const spent = old.filter(({ needed, given }) => !needed && given)
  tell(
    [
      ...status.versions.map((one) => lineOf(one, status)),
      ...status.changes.map(changeLine),
      ...(spent.length > 0
        ? [`Nothing needs ${spent.map(nameOf).join(', ')}: verwijsindex keys destroy.`]
        : [goesOn ? 'A change goes on.' : 'No change goes on.']),
    ],
    {
      ...status,
      mayBeDestroyed: spent.map(({ kind, version }) => ({ kind, version })),
      given: keys.destroyed,
    },
  )
  return goesOn ? exits.found : exits.done
}

/** A version of the service from before may not know of the fence. */
async function refuseOtherVersions(database: Database): Promise<void> {
  const inUse = await database.run(() => database.sql.begin((sql) => readVersionsInUse(sql)))
  const others = [...inUse.keys()].filter((schema) => schema !== functionSchema)
  if (others.length > 0)
    throw new Error(
      'Another version of the service runs on this database. Finish the upgrade first, and begin after it.',
    )
}

/** Whether there is a later version in use. */
export function isOld({ kind, version }: KeyVersionStatus, { versions }: KeyStatus): boolean {
  return versions.some((other) => other.kind === kind && other.inUse && other.version > version)
}

export function nameOf({ kind, version }: Pick<KeyVersionStatus, 'kind' | 'version'>): string {
  return `${kind} ${version}`
}

function lineOf(one: KeyVersionStatus, status: KeyStatus): string {
  const state = one.destroyedOn
    ? `destroyed on ${one.destroyedOn}`
    : one.inUse
      ? 'in use'
      : isOld(one, status)
        ? one.needed
          ? 'old, and needed'
          : 'old, and needed by nothing'
        : 'not begun'
  const counts = [
    one.kind === 'logbook' ? '' : `${one.entries} young persons`,
    one.behind > 0 ? `${one.behind} behind` : '',
    one.invitations > 0
      ? `${one.invitations} open invitations until ${one.invitationsUntil?.toISOString()}`
      : '',
    one.answers > 0 ? `${one.answers} answers, the last of ${one.answersSince?.toISOString()}` : '',
    one.given || one.destroyedOn ? '' : 'not in this file',
  ]
  return `${nameOf(one).padEnd(12)}${[state, ...counts].filter((text) => text !== '').join('; ')}`
}

function changeLine({ kind, version, lookedAt, leftBehind, begunAt, completeAt }: KeyRotation): string {
  const how = completeAt
    ? `complete since ${completeAt.toISOString()}`
    : kind === 'logbook'
      ? 'waits for the next checkpoint'
      : `${lookedAt} looked at, ${leftBehind} left behind`
  return `change of ${kind} to ${version}, begun ${begunAt.toISOString()}: ${how}`
}
