import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { settings } from '../../src/config.ts'

const folder = fileURLToPath(new URL('../../docs/operating/systemd/', import.meta.url))
const units = readdirSync(folder).sort()
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8')
/** The units that run the service or its command. */
const ours = units.filter((name) => textOf(name).includes('ExecStart=/usr/bin/node '))
const debian = fileURLToPath(new URL('../../docs/operating/debian/', import.meta.url))
const none =
  spawnSync('systemd-analyze', ['--version']).status !== 0 && 'systemd-analyze is not here (Debian: systemd)'

t.test('systemd takes the units, and finds nothing to say of them', { skip: none }, async (t) => {
  t.strictSame(units, [
    'verwijsindex-backup.service',
    'verwijsindex-backup.timer',
    'verwijsindex-migrate.service',
    'verwijsindex.service',
  ])
  const copies = t.testdir({})
  // Node.js may be elsewhere on this machine.
  const files = units.map((name) => {
    const text = textOf(name)
      .replaceAll('/usr/bin/node', process.execPath)
      .replaceAll('ExecStart=/usr/local/bin/', `ExecStart=${debian}`)
    writeFileSync(join(copies, name), text)
    return join(copies, name)
  })
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], {
    encoding: 'utf8',
  })
  t.equal(status, 0)
  t.equal(`${stdout}${stderr}`.trim(), '')
  const misspelt = join(copies, 'misspelt.service')
  writeFileSync(
    misspelt,
    textOf('verwijsindex.service')
      .replaceAll('/usr/bin/node', process.execPath)
      .replace('ProtectHome', 'ProtectHouse'),
  )
  t.match(
    spawnSync('systemd-analyze', ['verify', '--man=no', misspelt], { encoding: 'utf8' }).stderr,
    /ProtectHouse/,
  )
})

t.test('secrets are credentials, and every variable is a setting', async (t) => {
  t.ok(ours.length === 2)
  for (const name of ours) {
    const text = textOf(name)
    const loaded = [...text.matchAll(/^LoadCredential=([^:]+):\/etc\/verwijsindex\/(.+)$/gm)].map(
      ([, id]) => id,
    )
    const asked = [...text.matchAll(/^Environment=\w+=%d\/(.+)$/gm)].map(([, id]) => id)
    t.ok(asked.length > 0, name)
    t.match(
      text,
      /^EnvironmentFile=\/etc\/verwijsindex\/settings\.env$/m,
      `${name}: the authority of the database`,
    )
    t.strictSame(loaded.sort(), asked.sort(), name)
    for (const [, variable = ''] of text.matchAll(/^Environment=(\w+)=/gm))
      t.ok(variable in settings, variable)
  }
  t.notMatch(textOf('verwijsindex.service'), /OWNER/)
  t.notMatch(textOf('verwijsindex-migrate.service'), /KEYS/)
  t.match(textOf('verwijsindex.service'), /^DynamicUser=yes$/m)
  t.match(textOf('verwijsindex.service'), /^ProtectSystem=strict$/m)
})
