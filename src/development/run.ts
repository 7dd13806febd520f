import type { FastifyBaseLogger } from 'fastify'
import type { Config } from '../config.ts'
import { announceInstance, withdrawInstance } from './instance.ts'
import { type StartedDevelopment, startDevelopment } from './start.ts'

/** Starts the service in development mode, tells the tools beside it where it is, and greets the developer. */
export async function runDevelopment(config: Config, log: FastifyBaseLogger): Promise<StartedDevelopment> {
  const started = await startDevelopment(config, log)
  const { url, mailbox } = started
  await announceInstance(config.dataDirectory, { url, mailbox, pid: process.pid })
  greet(started)
  return {
    ...started,
    async close() {
      await withdrawInstance(config.dataDirectory)
      await started.close()
    },
  }
}

function greet({ url, mailbox }: StartedDevelopment): void {
  process.stdout.write(`
Verwijsindex listens on ${url}  (started in ${process.uptime().toFixed(1)} s)

  See the story        npm run demo
  Browse the API       ${url}/docs
  Get a token          npm run token -- --as jeugdverpleegkundige
${mailbox ? `  Read the mail        ${mailbox}\n` : ''}
`)
}
