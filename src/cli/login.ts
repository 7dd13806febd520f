import { randomBytes } from 'node:crypto'
import { access, open, rename, rm } from 'node:fs/promises'
import { giveLogin, serviceRole } from '../../db/migrate/give-login.ts'
import { addressAt, readHosts } from '../ground/database-hosts.ts'
import { attempt, migrating } from '../startup/attempt.ts'
import { type Command, exits } from './command.ts'
import { ownerAddress, ownersAddress } from './open-as-owner.ts'

/** `verwijsindex login`: the login with which the service uses the database, with a password that nobody has to think of (R23). */
export const login: Command = {
  name: 'login',
  summary: 'lets the service log in to the database: makes its login, or gives it another password',
  more: [
    'It writes the address of the database with the new password to a file for its owner alone (mode 0600), the later DATABASE_URL_FILE.',
    'PostgreSQL gets only what it keeps of a password, and no log of it has the password itself. A login that a database administrator',
    'made is not needed here: write its address to the file by hand.',
  ],
  options: {
    to: { value: 'file', what: 'where the address is written' },
    replace: { what: 'takes the place of a file that is there: the password is changed' },
    name: { value: 'login', what: `the login; ${serviceRole} where absent` },
  },
  needs: ownersAddress,
  async run({ config, options: { to, name = serviceRole }, given, tell }) {
    if (to === undefined) throw new Error('--to: needs a file\nSee verwijsindex login --help.')
    const settings = await config()
    const owner = ownerAddress(settings)
    if (!given('replace')) await refuseExisting(to)
    const password = randomBytes(24).toString('base64url')
    const outcome = await writeThen(to, addressFor(owner, name, password, settings.database.authority), () =>
      attempt(migrating(owner), () => giveLogin(owner, name, password)),
    )
    tell(
      [
        outcome === 'changed' ? `${name} has another password now.` : `${name} can log in now.`,
        `Its address is in ${to}, to be named in DATABASE_URL_FILE.`,
      ],
      { login: name, outcome, file: to },
    )
    return exits.done
  },
}

async function refuseExisting(file: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (isThere)
    throw new Error(
      `--to: ${file} is there already. --replace gives the login another password, and writes the file anew.`,
    )
}

/** The address of the owner, for another login. What it says of TLS and of hosts holds for both; DATABASE_CA stays a setting. */
function addressFor(owner: string, name: string, password: string, authority: string | undefined): string {
  const { url, hosts } = readHosts(owner)
  url.username = name
  url.password = password
  if (authority !== undefined && url.searchParams.get('sslrootcert') === authority)
    url.searchParams.delete('sslrootcert')
  return addressAt(url.href, hosts)
}

/** Writes beside the file first, so that no password is set that cannot be written down. */
async function writeThen<T>(file: string, text: string, work: () => Promise<T>): Promise<T> {
  const beside = `${file}.new`
  await attempt({ what: 'write the address', where: file, setting: '--to' }, async () => {
    const handle = await open(beside, 'w', 0o600)
    try {
      await handle.writeFile(`${text}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
  })
  try {
    const done = await work()
    await rename(beside, file)
    return done
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
