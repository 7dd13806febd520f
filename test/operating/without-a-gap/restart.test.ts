import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createTestDatabase } from '../../support/database.ts'
import { inForm, longForm } from '../../support/long-form.ts'
import { lacks } from '../proxy-recipes.ts'
import { commandsUnder } from './commands.ts'
import { install } from './installation.ts'

t.setTimeout(600_000)

/** How often each instance is started anew. */
const rounds = inForm(1, 5)

for (const proxy of ['nginx', 'haproxy'] as const)
  t.test(
    `${proxy}: instances start anew one by one, by the document, and every registration is answered with 201`,
    {
      skip: lacks(proxy) || (proxy === 'haproxy' && !longForm && 'HAProxy is for the long form'),
    },
    async (t) => {
      const { sql, serviceUrl } = await createTestDatabase(t)
      const { instances, onServer, judge } = await install(t, { sql, databaseUrl: serviceUrl, proxy })
      const [commands = ''] = await commandsUnder('Restart without a gap')
      await sleep(1000)
      for (let round = 0; round < rounds; round++)
        for (const instance of instances) await onServer(instance, commands)
      await sleep(1000)
      await judge()
    },
  )
