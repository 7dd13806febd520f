import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { readConfig } from '../config.ts'
import { exportLogbook, readExport } from '../logbook/export-logbook.ts'
import { readVerifier, type Verifier, verifierOf, writeVerifier } from '../logbook/note.ts'
import { proveLine } from '../logbook/prove-line.ts'
import { readWitness } from '../logbook/publish-checkpoints.ts'
import { readLogbook } from '../logbook/read-logbook.ts'
import { logbookSigner } from '../logbook/signer.ts'
import { type LogbookSource, verifyLogbook } from '../logbook/verify-logbook.ts'
import { readKeys } from '../read-keys.ts'
import { ownerOfDatabase } from './owner-of-database.ts'

const use = `Use:
  npm run logbook -- key                                  the line by which others verify
  npm run logbook -- verify [--witness <directory>]       the whole logbook, in the database
  npm run logbook -- export --to <file>                   for another machine
  npm run logbook -- verify --export <file> --key <line> [--witness <directory>]
  npm run logbook -- prove --line <id>                    that a line is in the logbook`

/** `npm run logbook`: verifies, exports and proves the logbook (R20). Exits with 1 where something was tampered with. */
async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      export: { type: 'string' },
      key: { type: 'string' },
      line: { type: 'string' },
      to: { type: 'string' },
      witness: { type: 'string' },
    },
  })
  const [command] = positionals
  if (command === 'verify' && values.export !== undefined) {
    return verify(readExport(values.export), givenVerifier(values.key), values.witness)
  }
  if (command === 'key') return say(writeVerifier(await ownVerifier()))
  if (command !== 'verify' && command !== 'export' && command !== 'prove') throw new Error(use)
  return withDatabase(async (sql) => {
    if (command === 'verify') {
      const verifier = values.key === undefined ? await ownVerifier() : givenVerifier(values.key)
      return verify(readLogbook(sql), verifier, values.witness)
    }
    if (command === 'export' && values.to !== undefined) {
      await pipeline(
        Readable.from(exportLogbook(readLogbook(sql))),
        createWriteStream(values.to, { mode: 0o600 }),
      )
      return say(`Exported to ${values.to}.`)
    }
    if (command === 'prove' && values.line !== undefined) {
      return say(JSON.stringify(await proveLine(sql, Number(values.line)), null, 2))
    }
    throw new Error(use)
  })
}

async function verify(
  source: LogbookSource,
  verifier: Verifier,
  witness: string | undefined,
): Promise<number> {
  const witnessed = witness === undefined ? [] : await readWitness(witness)
  const { size, checkpoints, forgotten, findings } = await verifyLogbook(source, verifier, witnessed)
  say(
    `${size} lines sealed under ${checkpoints} checkpoints; ${witnessed.length} kept by the witness; ${forgotten} lines whose young person was forgotten.`,
  )
  for (const { kind, at } of findings.slice(0, 100)) say(`  ${kind} at ${at}`)
  say(
    findings.length === 0
      ? 'Nothing was tampered with.'
      : `${findings.length} findings: this logbook is not as it was signed.`,
  )
  return findings.length === 0 ? 0 : 1
}

async function withDatabase(work: (sql: postgres.Sql) => Promise<number>): Promise<number> {
  const owner = await ownerOfDatabase(readConfig())
  const sql = postgres(owner.url, {
    max: 2,
    onnotice: () => {},
    connection: { application_name: 'verwijsindex-logbook' },
  })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
    await owner.close()
  }
}

function givenVerifier(line: string | undefined): Verifier {
  const verifier = readVerifier(line ?? '')
  if (!verifier)
    throw new Error('--key: needs the line that `npm run logbook -- key` prints where the service runs')
  return verifier
}

async function ownVerifier(): Promise<Verifier> {
  const config = readConfig()
  const publicUrl = config.publicUrl ?? `http://${config.host}:${config.port}`
  return verifierOf(logbookSigner(publicUrl, (await readKeys(config)).logbook))
}

function say(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(2)
  },
)
