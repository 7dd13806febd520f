import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Overview } from '../../overview/overview.ts'
import testPersons from '../demonstration/test-persons.json' with { type: 'json' }
import { issueDevelopmentToken } from '../issuer.ts'
import { playPartnersStory, type Reply, type Scene } from './partners/play.ts'
import { openStage, type Stage } from './stage.ts'

const print = (line = '') => process.stdout.write(`${line}\n`)

const titles: Readonly<Record<string, string>> = {
  convenant: 'A municipality, its administrator and a convenant',
  tried: 'A table of 27 organisations is tried: every fault by its line',
  refused: 'The same table is refused as a whole; nothing came in',
  imported: 'The table mended: 27 on the list, 20 invited',
  invited: 'The seven others are invited one by one',
  agreed: 'All contact persons accept with the code in their mail, and agree',
  professionals: 'Every coordinator adds three professionals',
  connected: 'The municipality connects all of them',
  signals: 'Two organisations register the same young person: a match',
  ended: 'One partner ends; its professionals are refused at the next request',
}

/** `npm run story:partners`: the story of the 27 partners, over HTTP against a running instance, or one that it starts itself. */
async function main(): Promise<void> {
  const stage = await openStage()
  print(
    `The story of the 27 partners, ${stage.startedHere ? 'on an instance of its own' : `at ${stage.url}`}`,
  )
  try {
    const playing = String(9000 + Math.floor(Math.random() * 1000))
    await playPartnersStory(sceneOn(stage), playing, (step, view, detail) => show(step, view, detail))
  } finally {
    await stage.close()
    if (stage.startedHere) await rm(stage.directory, { recursive: true, force: true })
  }
}

function show(step: string, view: Overview, detail: Reply['body']): void {
  print(`\n${titles[step] ?? step}`)
  for (const { detail: fault } of detail?.errors ?? []) print(`   ${String(fault).slice(0, 110)}`)
  const states = Object.entries(view.states).map(([state, count]) => `${count} ${state}`)
  const professionals = view.domains.reduce((sum, each) => sum + each.professionals, 0)
  print(`   ${states.join(', ')}; ${view.missing.length} missing; ${professionals} may register`)
}

function sceneOn(stage: Stage): Scene {
  const persons = testPersons.persons.map(({ bsn, birthDate }) => ({ bsn, birthDate }))
  return {
    administrator: 'functioneel-beheerder',
    children: persons.sort(() => Math.random() - 0.5),
    async ask(subject, method, path, body) {
      const token = await issueDevelopmentToken(stage.directory, subject, stage.audience)
      const type = typeof body === 'string' ? 'text/csv' : 'application/json'
      const answer = await fetch(`${stage.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': type }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return { status: answer.status, body: await answer.json() }
    },
    codeFor: (address) => codeIn(stage.mailbox, address),
  }
}

const read = new Map<string, string>()

/** The code in the mail to an address, as soon as it is in the mailbox. */
async function codeIn(mailbox: string, address: string): Promise<string> {
  const { default: PostalMime } = await import('postal-mime')
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    for (const name of await readdir(mailbox)) {
      if (!name.endsWith('.eml') || read.has(name)) continue
      const mail = await PostalMime.parse(await readFile(join(mailbox, name)))
      const [code] = /[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{22,}/.exec(mail.text ?? '') ?? []
      read.set(name, `${mail.to?.[0]?.address} ${code ?? ''}`)
    }
    const found = [...read.values()].find(
      (line) => line.startsWith(`${address} `) && line.length > address.length + 1,
    )
    if (found !== undefined) return found.slice(address.length + 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`No mail with a code came to ${address} within a minute.`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
