import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../config.ts'
import { createLog } from '../../http/door/log.ts'
import testPersons from '../demonstration/test-persons.json' with { type: 'json' }
import { findInstance } from '../instance.ts'
import { issueDevelopmentToken } from '../issuer.ts'
import { freePort } from '../postgres/port.ts'
import { startDevelopment } from '../start.ts'

/** Where the story is played: an instance, its data directory and its mailbox. */
export interface Stage {
  readonly url: string
  readonly directory: string
  readonly mailbox: string
  readonly startedHere: boolean
  readonly audience: string
  close(): Promise<void>
}

export interface Answer {
  readonly request: string
  readonly status: number
  readonly ms: number
  // biome-ignore lint/suspicious/noExplicitAny: shown to people, and of as many shapes as the API has
  readonly body: any
}

export interface ReceivedMail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

export interface Story {
  readonly person: (typeof testPersons.persons)[number]
  /** What the first registration was answered. */
  readonly first: Answer
  registerAs(account: string): Promise<Answer>
  getAs(account: string, path: string): Promise<Answer>
  postAs(account: string, path: string, body: object): Promise<Answer>
  /** Waits until so many mails have come in since it was last asked. */
  newMails(count: number): Promise<{ mails: ReceivedMail[]; ms: number }>
}

/** A running instance on the data directory, or one started here on a directory that is thrown away afterwards. */
export async function openStage(): Promise<Stage> {
  const config = readConfig()
  if (config.production) throw new Error('There is no demonstration in production mode.')
  const running = await findInstance(config.dataDirectory)
  if (running?.mailbox) {
    const { url, mailbox } = running
    return {
      url,
      mailbox,
      directory: config.dataDirectory,
      startedHere: false,
      audience: config.audience,
      close: async () => {},
    }
  }
  const directory = await mkdtemp(join(tmpdir(), 'verwijsindex-demo-'))
  const own = readConfig({
    DATA_DIRECTORY: directory,
    PORT: String(await freePort(undefined)),
    OPERATIONS_PORT: '0',
    LOG_LEVEL: 'silent',
    MODE: 'development',
  })
  const { url, mailbox, close } = await startDevelopment(own, createLog('silent'))
  return { url, directory, mailbox: mailbox ?? '', startedHere: true, audience: own.audience, close }
}

/**
 * Finds a test person whom nobody has registered yet, by registering them: there is no other way to look (R6).
 * @throws Error where the story was played for every test person already
 */
export async function beginStory(stage: Stage): Promise<Story> {
  const seen = new Set(await readdir(stage.mailbox))
  const persons = [...testPersons.persons].sort(() => Math.random() - 0.5)
  for (const person of persons) {
    const story = { person, ...actions(stage, person, seen) }
    const first = await story.registerAs('jeugdverpleegkundige')
    if (first.status !== 200 && first.status !== 201)
      throw new Error(`The first registration was answered ${first.status}.`)
    if (first.status === 201 && first.body.match === null) return { ...story, first }
  }
  throw new Error(
    'The story was played for every test person. Stop the instance and remove its data directory to begin anew.',
  )
}

function actions(stage: Stage, person: Story['person'], seen: Set<string>) {
  const body = JSON.stringify({ bsn: person.bsn, birthDate: person.birthDate })
  return {
    registerAs: (account: string) => ask(stage, account, 'POST', '/v1/signals', body),
    getAs: (account: string, path: string) => ask(stage, account, 'GET', path),
    postAs: (account: string, path: string, body: object) =>
      ask(stage, account, 'POST', path, JSON.stringify(body)),
    newMails: (count: number) => waitForMails(stage.mailbox, seen, count),
  }
}

async function ask(
  stage: Stage,
  account: string,
  method: string,
  path: string,
  body?: string,
): Promise<Answer> {
  const token = await issueDevelopmentToken(stage.directory, account, stage.audience)
  const headers: Record<string, string> = { authorization: `Bearer ${token}` }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const began = performance.now()
  const answer = await fetch(`${stage.url}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  })
  const json: unknown = answer.status === 204 ? null : await answer.json()
  const shown = path.replace(/[0-9a-f-]{36}/, '{id}')
  return { request: `${method} ${shown}`, status: answer.status, ms: performance.now() - began, body: json }
}

async function waitForMails(
  mailbox: string,
  seen: Set<string>,
  count: number,
): Promise<{ mails: ReceivedMail[]; ms: number }> {
  const { default: PostalMime } = await import('postal-mime')
  const began = performance.now()
  const mails: ReceivedMail[] = []
  while (mails.length < count) {
    for (const name of (await readdir(mailbox))
      .filter((file) => file.endsWith('.eml') && !seen.has(file))
      .sort()) {
      seen.add(name)
      const mail = await PostalMime.parse(await readFile(join(mailbox, name)))
      mails.push({ to: mail.to?.[0]?.address ?? '', subject: mail.subject ?? '', text: mail.text ?? '' })
    }
    if (performance.now() - began > 30_000)
      throw new Error(`Only ${mails.length} of ${count} mails arrived within 30 s.`)
    if (mails.length < count) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { mails, ms: performance.now() - began }
}
