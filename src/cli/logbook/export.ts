import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type postgres from 'postgres'
import type { Config } from '../../config.ts'
import { apiVersion } from '../../http/door/version.ts'
import { exportLogbook } from '../../logbook/export-logbook.ts'
import { counted, logExport } from '../../logbook/log-export.ts'
import { atOneInstant, readLogbook } from '../../logbook/read-logbook.ts'
import { exportRecords, type RecordForm, recordForms } from '../../logbook/records/export-records.ts'
import { logbookOrigin } from '../../logbook/signer.ts'
import { type Exit, exits, type Invocation } from '../command.ts'
import { configuredKeys, ownAddress, withDatabase } from './verify.ts'

/** Exports the logbook: to be verified elsewhere, or as records of a standard. The logbook tells of it. */
export async function exportCommand({ options, config, tell }: Invocation): Promise<Exit> {
  const { to } = options
  if (to === undefined) throw new Error('--to: needs a file')
  const settings = await config()
  return withDatabase(settings, async (sql) => {
    const tally = { count: 0, hash: createHash('sha256') }
    const file = createWriteStream(to, { mode: 0o600 })
    await atOneInstant(sql, async (still) =>
      pipeline(Readable.from(counted(await texts(still, settings, options), tally)), file),
    )
    await logExport(sql, tally.count, tally.hash.digest())
    tell([`Exported to ${to}: ${tally.count} lines.`], { file: to, lines: tally.count })
    return exits.done
  })
}

async function texts(
  sql: postgres.Sql,
  config: Config,
  { form, from, until }: Invocation['options'],
): Promise<AsyncIterable<string>> {
  if (form === undefined) return exportLogbook(readLogbook(sql))
  if (!Object.hasOwn(recordForms, form))
    throw new Error(`--form: is one of ${Object.keys(recordForms).join(', ')}`)
  const origin = logbookOrigin(ownAddress(config))
  const source = {
    origin,
    version: apiVersion,
    pseudonymKey: (await configuredKeys(config)).exports,
  }
  return exportRecords(sql, form as RecordForm, source, {
    from: instant('from', from),
    until: instant('until', until),
  })
}

function instant(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new Error(`--${name}: is no instant (2026-11-22T09:30:00Z)`)
  return at
}
