/** What differs between the machine of an officer and that of a test. */
export interface Machine {
  /** The folder in the place of `/`. */
  readonly root: string
  /** Ports: of nginx for https and http, of the service and its operations. */
  readonly ports: Readonly<Record<'https' | 'http' | 'service' | 'operations', number>>
  readonly database: { readonly port: number; readonly password: string }
  readonly mail: { readonly port: number; readonly password: string }
  readonly issuer: string
}

/**
 * Everything that is other than in the document and in the files that it names: folders, names and ports, and passwords. An officer fills in the
 * names and the passwords; the rest is there since a test is not alone on its machine. Each has to be found where it is looked for.
 */
export function substitutions({ root, ports, database, mail, issuer }: Machine) {
  const folders = [/(?<![\w.$}])\/(?=(etc|opt|mnt|usr\/local|var\/lib|var\/log)\/)/g, `${root}/`] as const
  const node = ['/usr/bin/node', process.execPath] as const
  return {
    commands: [folders, ['https://verwijsindex.example', `https://localhost:${ports.https}`]],
    // Of the chapters on what comes after the first match; they name a backup by the moment at which it was made.
    later: [
      ['127.0.0.1:9464', `127.0.0.1:${ports.operations}`],
      [/\S*verwijsindex-2026-11-27T023000\.dump/, '"$(ls "$DATABASE_BACKUPS"/*.dump | head -1)"'],
    ],
    'settings.env': [
      folders,
      ['https://verwijsindex.example', `https://localhost:${ports.https}`],
      ['https://login.example', issuer],
      [/$/, `\nPORT=${ports.service}\nOPERATIONS_PORT=${ports.operations}\nDRAIN_SECONDS=1\n`],
    ],
    'database-owner-url': [
      ['db.example:5432', `localhost:${database.port}`],
      [':password@', `:${database.password}@`],
    ],
    'smtp-url': [
      ['mail.example:587', `localhost:${mail.port}`],
      [':password@', `:${mail.password}@`],
    ],
    'verwijsindex.conf': [
      folders,
      [/server_name verwijsindex\.example/g, 'server_name localhost'],
      ['listen 443 ssl', `listen 127.0.0.1:${ports.https} ssl`],
      ['listen 80', `listen 127.0.0.1:${ports.http}`],
      [/^ *listen \[::\].*\n/gm, ''],
      ['127.0.0.1:8080', `127.0.0.1:${ports.service}`],
    ],
    verwijsindex: [folders, node],
    'verwijsindex-owner': [folders],
    'verwijsindex-backup': [folders],
    'backup.env': [folders],
    'verwijsindex.service': [folders, node],
    'verwijsindex-migrate.service': [folders, node],
    'verwijsindex-backup.service': [folders],
  } as const satisfies Record<string, readonly (readonly [string | RegExp, string])[]>
}

/** @throws Error where something is not there that should be put another way */
export function substitute(text: string, changes: readonly (readonly [string | RegExp, string])[]): string {
  return changes.reduce((so, [from, to]) => {
    const found = typeof from === 'string' ? so.includes(from) : so.search(from) >= 0
    if (!found) throw new Error(`${from} does not stand in ${text.slice(0, 300)}`)
    return so.replaceAll(from instanceof RegExp && !from.global ? new RegExp(from, 'g') : from, () => to)
  }, text)
}
