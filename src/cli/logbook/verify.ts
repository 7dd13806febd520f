import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { markedName, searchPath } from '../../../db/function-schema.ts'
import { readConfig } from '../../config.ts'
import type { Keys } from '../../identity/keys.ts'
import { readKeys } from '../../identity/read-keys.ts'
import { readExport } from '../../logbook/export-logbook.ts'
import { readVerifier, type Signer, type Verifier, verifierOf, writeVerifier } from '../../logbook/note.ts'
import { atOneInstant, readLogbook } from '../../logbook/read-logbook.ts'
import { logbookSigner } from '../../logbook/signer.ts'
import { type LogbookSource, verifyLogbook } from '../../logbook/verify-logbook.ts'
import { readWitness } from '../../logbook/witness-directory.ts'
import { ownerAddress } from '../open-as-owner.ts'

/** What the commands of `npm run logbook` are told. */
export type Options = Readonly<
  Record<
    'export' | 'form' | 'from' | 'key' | 'line' | 'proof' | 'to' | 'until' | 'witness',
    string | undefined
  >
>

/** Prints the line by which others verify. */
export async function keyCommand(): Promise<number> {
  return say(writeVerifier(verifierOf(await ownSigner())))
}

/** Verifies the whole logbook, in the database or in an export, beside what a witness kept. */
export async function verifyCommand(options: Options): Promise<number> {
  const verifier = await chosenVerifier(options)
  if (options.export !== undefined) {
    const witnessed = options.witness === undefined ? [] : await readWitness(options.witness)
    return verify(readExport(options.export), verifier, witnessed)
  }
  const witnessed =
    options.witness === undefined ? await readOwnWitness() : await readWitness(options.witness)
  return withDatabase((sql) => atOneInstant(sql, (still) => verify(readLogbook(still), verifier, witnessed)))
}

/** What the witness of this service kept, where it can be read from here. */
async function readOwnWitness(): Promise<string[]> {
  const { witness, production } = readConfig()
  if (witness.protocol !== 'file:') {
    say(`What ${witness.host} kept is not read: fetch it into a directory, and give that as --witness.`)
    return []
  }
  return readWitness(fileURLToPath(witness)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || production) throw error
    return []
  })
}

async function verify(
  source: LogbookSource,
  verifier: Verifier,
  witnessed: readonly string[],
): Promise<number> {
  const { size, checkpoints, forgotten, findings } = await verifyLogbook(source, verifier, witnessed)
  say(
    `${size} lines sealed under ${checkpoints} checkpoints; ${witnessed.length} kept by the witness; ` +
      `${forgotten} lines whose young person was forgotten.`,
  )
  for (const { kind, at } of findings.slice(0, 100)) say(`  ${kind} at ${at}`)
  if (findings.length === 0) return say('Nothing was tampered with.')
  say(`${findings.length} findings: this logbook is not as it was signed.`)
  return 1
}

/** The verifier that is given, or that of this service; on another machine it has to be given. */
export async function chosenVerifier(options: Options): Promise<Verifier> {
  if (options.key === undefined && options.export === undefined && options.proof === undefined)
    return verifierOf(await ownSigner())
  const verifier = readVerifier(options.key ?? '')
  if (!verifier)
    throw new Error('--key: needs the line that `npm run logbook -- key` prints where the service runs')
  return verifier
}

export async function ownSigner(): Promise<Signer> {
  const { publicUrl } = readConfig()
  if (publicUrl === undefined) throw new Error('PUBLIC_URL: needed, since the logbook is signed in its name')
  return logbookSigner(publicUrl, (await configuredKeys()).logbook)
}

/** @throws Error where no keys are configured, or they are not usable */
export async function configuredKeys(): Promise<Keys> {
  const { keys, production } = readConfig()
  if (keys === undefined) throw new Error('KEYS_FILE: needed, since the logbook is signed with a key')
  return readKeys(keys, production)
}

/** Works on the database as its owner. */
export async function withDatabase(work: (sql: postgres.Sql) => Promise<number>): Promise<number> {
  const sql = postgres(ownerAddress(readConfig()), {
    max: 2,
    onnotice: () => {},
    connection: { application_name: markedName('verwijsindex-logbook'), search_path: searchPath },
  })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

export function say(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}
