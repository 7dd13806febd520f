import type { Database } from '../../db/driver/client.ts'
import { indexValues } from './blind-index.ts'
import type { Bsn } from './bsn.ts'
import { checkValues, compareKeys, differs, type KeyCheck, type KnownKey, nameOf } from './key-checks.ts'
import type { Keys } from './keys.ts'
import { openBsn } from './seal.ts'

/** A number of the data, sealed; and indexed, where an index version was asked for. */
interface Sample {
  readonly personId: string
  readonly sealVersion: number
  readonly sealed: Buffer
  readonly indexVersion: number | null
  readonly indexValue: Buffer | null
}

/**
 * Refuses keys that the data was not made with: a number would be found under none of them, and every match missed, or a seal would
 * not open (R9, R15, R23). A version that is new to the database becomes known, and one that the operator destroyed is retired; so does every version of a database that knows
 * none yet, where the data itself says that they are right.
 * @param signedBy whether the logbook was signed by this key so far, asked where the database knows no keys yet
 * @param onlyLook whether a version that is new stays unknown
 * @throws Error that says which key and version, and what to do; nothing is then registered
 */
export async function refuseForeignKeys(
  database: Database,
  keys: Keys,
  now: Date,
  signedBy: () => Promise<boolean>,
  { onlyLook = false }: { readonly onlyLook?: boolean } = {},
): Promise<void> {
  const given = checkValues(keys)
  const versions = (wanted: KeyCheck['kind']) =>
    given.filter(({ kind }) => kind === wanted).map(({ version }) => version)
  await database.run(() =>
    database.sql.begin(async (sql) => {
      const known = await sql<KnownKey[]>`
        select kind, version, value, needed, destroyed_on::text as "destroyedOn"
          from known_keys(${versions('index')}::smallint[], ${versions('seal')}::smallint[])`
      const faults = compareKeys(given, known, keys.destroyed)
      if (known.length === 0) {
        const samples = await sql<Sample[]>`
          select young_person_id as "personId", seal_version as "sealVersion", sealed, index_version as "indexVersion",
                 index_value as "indexValue" from key_samples()`
        faults.push(...judgeSamples(samples, keys))
        if (!(await signedBy())) faults.push(differs({ kind: 'logbook', version: 1 }))
      }
      if (faults.length > 0) throw new Error(refusal(faults))
      if (onlyLook) return
      const fresh = given.filter(
        (key) => !known.some(({ kind, version }) => kind === key.kind && version === key.version),
      )
      await sql`
        select register_keys(${fresh.map(({ kind }) => kind)}::text[]::key_kind[], ${fresh.map(({ version }) => version)}::smallint[],
                             ${fresh.map(({ value }) => `\\x${value.toString('hex')}`)}::text[]::bytea[], ${now})`
      await sql`
        select retire_keys(${keys.destroyed.map(({ kind }) => kind)}::text[]::key_kind[],
                           ${keys.destroyed.map(({ version }) => version)}::smallint[], ${keys.destroyed.map(({ on }) => on)}::text[]::date[])`
    }),
  )
}

/**
 * What the data says of keys by which it should open, in words. One number that was damaged says nothing: a version is refused where no
 * number opens under it.
 */
function judgeSamples(samples: readonly Sample[], keys: Keys): string[] {
  const judged = new Map<string, boolean>()
  for (const sample of samples) {
    const bsn = tryToOpen(sample, keys)
    const seal = nameOf({ kind: 'seal', version: sample.sealVersion })
    judged.set(seal, (judged.get(seal) ?? false) || bsn !== undefined)
    if (bsn === undefined || sample.indexVersion === null) continue
    const found = indexValues(bsn, keys).some(
      ({ version, value }) =>
        version === sample.indexVersion && value.equals(sample.indexValue ?? Buffer.of()),
    )
    const index = nameOf({ kind: 'index', version: sample.indexVersion })
    judged.set(index, (judged.get(index) ?? false) || found)
  }
  return [...judged]
    .filter(([, right]) => !right)
    .map(([name]) => `${name} is not there, or not the one that the data was made with`)
}

function tryToOpen({ sealed, sealVersion, personId }: Sample, keys: Keys): Bsn | undefined {
  try {
    return openBsn({ sealed, keyVersion: sealVersion }, personId, keys)
  } catch {
    return undefined
  }
}

function refusal(faults: readonly string[]): string {
  return [
    'The keys are not those that the data was made with:',
    ...faults.map((fault) => `  ${fault}`),
    'Put back the keys of before (KEYS_FILE, KEYS, or keys.json in DATA_DIRECTORY). A new key takes a new version, beside the old ones.',
  ].join('\n')
}
