import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { completeConfig } from '../../src/config/complete-config.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/http/door/log.ts'
import { start } from '../../src/start.ts'
import { checkWritable, openProbing } from '../../src/startup/check-writable.ts'
import { tryFiles } from '../../src/startup/try-files.ts'
import { cannotFreeze, freezableDisk } from '../support/small-disk.ts'
import { wholeConfiguration } from '../support/whole-configuration.ts'

t.setTimeout(120_000)

t.test('a disk that hangs at the start holds nothing up for ever', { skip: cannotFreeze }, async (t) => {
  const { env } = await wholeConfiguration(t)
  const disk = freezableDisk(t)
  const directory = join(disk.directory, 'ledger')
  const probing = openProbing(200)
  t.teardown(() => probing.close())
  const write = () => checkWritable(probing, 'DESTRUCTION_LEDGER', directory, true)
  await write()
  disk.freeze()
  const words = /its disk does not answer\.\s+Look at that disk and how it is mounted/
  await t.rejects(write(), { message: words })
  const config = completeConfig(readConfig({ ...env, DESTRUCTION_LEDGER: directory }))
  await t.rejects(start(config, createLog('silent')), { message: words }, 'nor does it a whole start')
})

t.test('a file of an address on a disk that hangs is refused before the settings are read', async (t) => {
  const directory = t.testdir({ 'database-url': 'postgres://login:a-password@127.0.0.1/verwijsindex' })
  const file = join(directory, 'database-url')
  await t.resolves(tryFiles({ DATABASE_URL_FILE: file }))
  await t.resolves(
    tryFiles({ DATABASE_URL_FILE: `${file}-away` }),
    'what is not there is told with the others',
  )
  // Who opens a named pipe waits for somebody who writes to it.
  const pipe = join(directory, 'pipe')
  execFileSync('mkfifo', [pipe])
  await t.rejects(tryFiles({ DATABASE_URL_FILE: file, DATABASE_CA: pipe }, openProbing(200)), {
    message: /read the file \(DATABASE_CA: .*its disk does not answer\.\s+Look at that disk/,
  })
})
