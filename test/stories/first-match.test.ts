import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { startMailServer } from '../support/mail-server.ts'
import { nodeArguments } from '../support/program.ts'
import { createTestService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { codeIn, people, readBlocks } from './bare-server/document.ts'

t.setTimeout(240_000)

const project = fileURLToPath(new URL('../..', import.meta.url))
const folder = t.testdir()
const keys = generateKeys(false)
const mails = await startMailServer(t)
const { service, issuer, database } = await createTestService(t, {
  keys: parseKeys(keys),
  mail: { url: mails.url, from: 'noreply@verwijsindex.example' },
  delivery: { on: true, pollSeconds: 1, retrySchedule: [1] },
})
const url = await service.listen({ host: '127.0.0.1', port: 0 }, { host: '127.0.0.1', port: 0 })

/** Answers with the code in the mail to somebody, as soon as it is there: in the place of the eyes of who reads it. */
async function readMail(): Promise<string> {
  const server = createServer(async (request, response) => {
    const mailbox = `${request.url?.slice(1)}@`
    const found = () =>
      mails.received
        .filter(({ to }) => to.some((address) => address.startsWith(mailbox)))
        .flatMap(({ mail }) => codeIn.exec(mail.text ?? '')?.[0] ?? [])[0]
    await until(() => found() !== undefined)
    response.end(found())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function play(script: string): Promise<{ status: number; output: string }> {
  await writeFile(
    join(folder, 'verwijsindex'),
    `#!/bin/sh\ncd ${project} && exec ${process.execPath} ${nodeArguments('src/cli/verwijsindex.ts').join(' ')} "$@"\n`,
  )
  await chmod(join(folder, 'verwijsindex'), 0o755)
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: {
      PATH: `${folder}:${process.env.PATH}`,
      MODE: 'production',
      DATABASE_OWNER_URL: database.ownerUrl,
      KEYS: keys,
    },
  })
  let output = ''
  for (const stream of [shell.stdout, shell.stderr])
    stream.on('data', (part: Buffer) => {
      output += part
    })
  const [status] = (await once(shell, 'close')) as [number]
  return { status, output }
}

t.test(
  'R1 to R4, R15: from an empty database to the first match by the commands of docs/operating.md alone',
  async (t) => {
    for (const name of people) await writeFile(join(folder, `${name}.token`), await issuer.token(name))
    const blocks = await readBlocks(['From an empty database to the first match'])
    const [definitions = '', ...steps] = blocks.map(({ text }) => text)
    t.equal(steps.length, 5)
    const script = [
      definitions.replace('/opt/verwijsindex/', project).replace('https://verwijsindex.example', url),
      `code() { curl -sS "${await readMail()}/$1"; }`,
      ...steps,
    ].join('\n')
    const { status, output } = await play(script)
    t.equal(status, 0, output.slice(-2000))

    const { sql } = database
    t.equal((await sql`select from match`).length, 1)
    t.equal((await sql`select from signal`).length, 2)
    const told = ['nurse', 'mentor', 'followup']
    const mailsOn = (name: string) =>
      mails.received.filter(
        ({ to, mail }) =>
          to.some((address) => address.startsWith(`${name}@`)) && !codeIn.test(mail.text ?? ''),
      )
    await until(() => told.every((name) => mailsOn(name).length > 0))
    t.strictSame(
      told.map((name) => mailsOn(name).length),
      [1, 1, 1],
      'both professionals and the officer have one mail of it',
    )
    t.equal((await sql`select from logbook where event = 'first_administrator_made'`).length, 1)
    t.equal(
      (await sql`select from account where issuer is not null`).length,
      people.length,
      'everybody has a login of their own',
    )
  },
)
