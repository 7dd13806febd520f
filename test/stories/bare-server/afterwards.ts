import { spawnSync } from 'node:child_process'
import { readdir, readFile, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { serviceVersion } from '../../../src/ground/build.ts'
import { testPersons } from '../../support/bsn.ts'
import { readBlocks } from './document.ts'

/** Is destroyed after the first backup. */
const destroyed = testPersons.find(({ bsn }) => bsn !== '999995832')

/** The chapters on what comes after the first match, in an order in which an officer may need them, with what happens in between. */
export async function afterTheFirstMatch(): Promise<string> {
  const textsOf = async (chapter: string, document: string) =>
    (await readBlocks([chapter], document)).map(({ text }) => text)
  const [callsBy = ''] = await textsOf('From an empty database to the first match', 'operating.md')
  const backup = await textsOf('A backup each night', 'operating.md')
  const upgrade = await textsOf('On a Debian server', 'upgrading.md')
  const restore = await textsOf('Restore', 'operating.md')
  const body = JSON.stringify({ bsn: destroyed?.bsn, birthDate: destroyed?.birthDate })
  return [
    callsBy,
    `SIGNAL=$(as nurse POST /signals '${body}' | id)`,
    ...backup,
    `as nurse POST /signals/$SIGNAL/endings '{"reason": "unfounded"}'`,
    ...upgrade,
    upgrade.at(-1)?.replaceAll(await nextVersion(), serviceVersion),
    'systemctl stop verwijsindex',
    ...restore,
    'as mentor GET /matches',
    'systemctl start verwijsindex-backup',
  ].join('\n')
}

/** The version to which the document upgrades. */
export async function nextVersion(): Promise<string> {
  const [first] = await readBlocks(['On a Debian server'], 'upgrading.md')
  return /--branch v(\S+)/.exec(first?.text ?? '')?.[1] ?? ''
}

/** How many backups there are, and the files of the ledger of which the copy is not the same. */
export async function readBackups(root: string): Promise<{ dumps: number; keys: number; behind: string[] }> {
  const ledger = join(root, 'var/lib/verwijsindex/ledger')
  const namesIn = (folder: string, ending: string) =>
    readdir(join(root, 'mnt', folder, 'verwijsindex')).then((names) =>
      names.filter((name) => name.endsWith(ending)),
    )
  const behind: string[] = []
  for (const name of (await readdir(ledger)).filter((each) => each.endsWith('.jsonl'))) {
    const copy = await readFile(join(root, 'mnt/ledger-copy/verwijsindex', name), 'utf8').catch(() => '')
    if (copy !== (await readFile(join(ledger, name), 'utf8'))) behind.push(name)
  }
  return {
    dumps: (await namesIn('backup', '.dump')).length,
    keys: (await namesIn('keys-copy', '.json')).length,
    behind,
  }
}

/** A backup after the ledger lost the last bytes of a file. */
export async function backUpAfterALoss(
  root: string,
  path: string,
): Promise<{ status: number | null; stderr: string }> {
  const ledger = join(root, 'var/lib/verwijsindex/ledger')
  const [name = ''] = (await readdir(ledger)).filter((each) => each.endsWith('.jsonl'))
  await truncate(join(ledger, name), (await stat(join(ledger, name))).size - 10)
  // A backup is named by its second.
  await sleep(1000)
  return spawnSync('verwijsindex-backup', { env: { PATH: path }, encoding: 'utf8' })
}
