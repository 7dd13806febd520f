import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { findAddress } from '../../../db/driver/primary.ts'
import { sessionMark } from '../../../db/driver/session-mark.ts'
import { markedName, searchPath } from '../../../db/function-schema.ts'
import type { Config } from '../../config.ts'
import type { Keys } from '../../identity/keys.ts'
import { readKeys } from '../../identity/read-keys.ts'
import { readExport } from '../../logbook/export-logbook.ts'
import { readVerifier, type Verifier, writeVerifier } from '../../logbook/note.ts'
import { atOneInstant, readLogbook } from '../../logbook/read-logbook.ts'
import { logbookVersions } from '../../logbook/signer.ts'
import { type LogbookSource, verifyLogbook } from '../../logbook/verify-logbook.ts'
import { readWitness } from '../../logbook/witness-directory.ts'
import { attempt, connecting } from '../../startup/attempt.ts'
import { type Exit, exits, type Invocation } from '../command.ts'
import { ownerAddress } from '../open-as-owner.ts'

/** Prints the lines by which others verify: one, or one more for each time that the key was changed. */
export async function keyCommand({ config, tell }: Invocation): Promise<Exit> {
  const keys = (await ownVerifiers(await config())).map(writeVerifier)
  tell(keys, { key: keys.at(-1), keys })
  return exits.done
}

/** Verifies the whole logbook, in the database or in an export, beside what a witness kept. */
export async function verifyCommand(invocation: Invocation): Promise<Exit> {
  const { options } = invocation
  const verifiers = await chosenVerifiers(invocation)
  if (options.export !== undefined) {
    const witnessed = options.witness === undefined ? [] : await readWitness(options.witness)
    return verify(invocation, readExport(options.export), verifiers, witnessed)
  }
  const config = await invocation.config()
  const witnessed =
    options.witness === undefined
      ? await readOwnWitness(invocation, config)
      : await readWitness(options.witness)
  return withDatabase(config, (sql) =>
    atOneInstant(sql, (still) =>
      verify(invocation, readLogbook(still), verifiers, witnessed, config.rehearsal),
    ),
  )
}

/** What the witness of this service kept, where it can be read from here. */
async function readOwnWitness({ remark }: Invocation, { witness, production }: Config): Promise<string[]> {
  if (witness.protocol !== 'file:') {
    remark(`What ${witness.host} kept is not read: fetch it into a directory, and give that as --witness.`)
    return []
  }
  return readWitness(fileURLToPath(witness)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || production) throw error
    return []
  })
}

/** @param rehearsal whether the database was restored from a backup to try that: what was signed after the backup is then not in it */
async function verify(
  { tell }: Invocation,
  source: LogbookSource,
  verifiers: readonly Verifier[],
  witnessed: readonly string[],
  rehearsal = false,
): Promise<Exit> {
  const verified = await verifyLogbook(source, verifiers, witnessed)
  const { size, checkpoints, forgotten } = verified
  const later = verified.findings.filter(({ kind, at }) => rehearsal && kind === 'rolled-back' && at > size)
  const findings = verified.findings.filter((finding) => !later.includes(finding))
  const whole = findings.length === 0
  tell(
    [
      `${size} lines sealed under ${checkpoints} checkpoints; ${witnessed.length} kept by the witness; ` +
        `${forgotten} lines whose young person was forgotten.`,
      ...(rehearsal ? [`${later.length} of those that the witness kept were signed after the backup.`] : []),
      ...findings.slice(0, 100).map(({ kind, at }) => `  ${kind} at ${at}`),
      whole
        ? 'Nothing was tampered with.'
        : `${findings.length} findings: this logbook is not as it was signed.`,
    ],
    { size, checkpoints, witnessed: witnessed.length, later: later.length, forgotten, findings, whole },
  )
  return whole ? exits.done : exits.found
}

/** The verifiers that are given, the oldest first and parted by commas, or those of this service; on another machine they have to be given. */
export async function chosenVerifiers({ options, config }: Invocation): Promise<Verifier[]> {
  if (options.key === undefined && options.export === undefined && options.proof === undefined)
    return ownVerifiers(await config())
  const verifiers = (options.key ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(readVerifier)
  if (!verifiers.every((verifier) => verifier !== undefined))
    throw new Error('--key: needs the lines that `verwijsindex logbook key` prints where the service runs')
  return verifiers
}

async function ownVerifiers(config: Config): Promise<Verifier[]> {
  const { logbook } = await configuredKeys(config)
  return logbookVersions(ownAddress(config), logbook).map(({ verifier }) => verifier)
}

/** The address in whose name the logbook is signed. */
export function ownAddress({ publicUrl }: Config): string {
  if (publicUrl === undefined) throw new Error('PUBLIC_URL: needed, since the logbook is signed in its name')
  return publicUrl
}

/** @throws Error where no keys are configured, or they are not usable */
export async function configuredKeys({ keys, production }: Config): Promise<Keys> {
  if (keys === undefined) throw new Error('KEYS_FILE: needed, since the logbook is signed with a key')
  return readKeys(keys, production)
}

/** Works on the database as its owner. */
export async function withDatabase<T>(config: Config, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const step = { ...connecting(ownerAddress(config)), setting: 'DATABASE_OWNER_URL' }
  const { url, tls } = await attempt(step, () => findAddress(ownerAddress(config)))
  const sql = postgres(url, {
    ...tls,
    max: 2,
    onnotice: () => {},
    connection: {
      application_name: markedName('verwijsindex-logbook'),
      search_path: searchPath,
      ...sessionMark,
    },
  })
  try {
    await attempt(step, () => sql`select`)
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
