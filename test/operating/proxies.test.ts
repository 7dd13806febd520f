import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { until } from '../support/until.ts'
import { ask, type Instance, startInstance } from './proxies.ts'
import { lacks, proxies } from './proxy-recipes.ts'

for (const [name, start] of Object.entries(proxies)) {
  t.test(
    `${name}: what changes something is asked once, what may be repeated again`,
    { skip: lacks(name) },
    async (t) => {
      const instances = [await startInstance(t), await startInstance(t)] as const
      const { port } = await start(t, [instances[0].port, instances[1].port])
      const asked = (path: string) =>
        instances.flatMap((each) => each.asked.filter((one) => one.path === path))

      t.equal(await ask(port, 'POST', '/ok', { 'x-forwarded-for': '203.0.113.9' }), 200)
      t.match(
        asked('/ok'),
        [{ method: 'POST', forwarded: /^203\.0\.113\.9, ?127\.0\.0\.1$|^127\.0\.0\.1$/ }],
        'with who asks, at the right',
      )

      const goAway = ({ socket }: IncomingMessage) => socket.destroy()
      const done: Instance['answer'] = (_request, response) => response.end('done')
      // Each instance takes the whole request, and goes away before it answers.
      for (const each of instances) each.answer = goAway
      await ask(port, 'POST', '/lost').catch(() => undefined)
      t.equal(asked('/lost').length, 1, 'a registration whose answer was lost is not sent again by the proxy')

      // The one that went away is left alone for a while.
      for (const each of instances) each.answer = done
      await until(async () => {
        await ask(port, 'GET', '/back')
        return instances.every((each) => each.asked.some(({ path }) => path === '/back'))
      })
      for (const each of instances) each.answer = goAway
      await ask(port, 'GET', '/again').catch(() => undefined)
      t.ok(asked('/again').length > 1, 'and a question is')
    },
  )
}
