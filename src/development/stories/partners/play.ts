import type { Overview } from '../../../overview/overview.ts'
import { faultyTableOf, partnersOf, person, type StoryPartner, tableOf } from './cast.ts'

/** Where the story is played: requests as somebody, and the mails that are received. */
export interface Scene {
  /** The subject of a functional administrator. */
  readonly administrator: string
  ask(subject: string, method: string, path: string, body?: object | string): Promise<Reply>
  /** Waits for the mail with a code to an address, and answers with the code. */
  codeFor(address: string): Promise<string>
  readonly children: readonly { readonly bsn: string; readonly birthDate: string }[]
}

export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers of as many shapes as the API has
  readonly body: any
}

/** Hears of each step: what was done, and the municipality's view right after it. */
export type Tell = (step: string, view: Overview, detail: Reply['body']) => void | Promise<void>

/**
 * The story of the 27 partners (R1, R3, R4): a table with faults, of which nothing comes in; the table mended; everybody invited, agreed,
 * with people of their own, connected, and at work; and one that ends. Over HTTP only.
 * @param playing four digits of which nothing exists yet: the code of the municipality, and part of every name
 */
export async function playPartnersStory(scene: Scene, playing: string, tell: Tell): Promise<void> {
  const clerk = `beheerder-${playing}`
  const expect = expecting(scene)
  await appointClerk(scene, expect, clerk, playing)
  const today = new Date().toISOString().slice(0, 10)
  const convenant = await expect(201, clerk, 'POST', '/v1/convenants', {
    title: `Convenant verwijsindex ${letters(playing)}`,
    signedDate: today,
    inForceFromDate: today,
    municipalityCodes: [playing],
  })
  const show = async (step: string, detail: unknown = null) =>
    tell(step, await expect(200, clerk, 'GET', `/v1/municipalities/${playing}/overview`), detail)
  await show('convenant')

  const partners = partnersOf(playing)
  const table = `/v1/convenants/${convenant.id}/partners/_import`
  await show('tried', await expect(200, clerk, 'POST', `${table}?dryRun=true`, faultyTableOf(partners)))
  await show('refused', await expect(400, clerk, 'POST', `${table}?dryRun=false`, faultyTableOf(partners)))
  await show('imported', await expect(200, clerk, 'POST', `${table}?dryRun=false`, tableOf(partners)))

  const view: Overview = await expect(200, clerk, 'GET', `/v1/municipalities/${playing}/overview`)
  for (const { name, contact } of partners.filter(({ invite }) => !invite)) {
    const party = view.missing.find(({ organisation }) => organisation.name === name)
    await expect(201, clerk, 'POST', `/v1/convenants/${convenant.id}/partners`, {
      organisationId: party?.organisation.id,
      contact,
    })
  }
  await show('invited')

  for (const { contact } of partners)
    await expect(200, contact.email, 'POST', '/v1/invitations/_accept', {
      code: await scene.codeFor(contact.email),
      agreement: true,
    })
  await show('agreed')

  await addProfessionals(scene, expect, partners, playing)
  await show('professionals')

  const agreed: Overview = await expect(200, clerk, 'GET', `/v1/municipalities/${playing}/overview`)
  for (const { id } of agreed.partners)
    await expect(201, clerk, 'POST', `/v1/partners/${id}/steps`, { state: 'connected' })
  await show('connected')

  await show('signals', await registerFirst(scene, expect, playing))

  const last = agreed.partners.find(({ organisation }) => organisation.name === partners[0]?.name)
  await expect(201, clerk, 'POST', `/v1/partners/${last?.id}/steps`, { state: 'ended' })
  const [child] = scene.children
  await show('ended', await expect(403, professional(0, 0, playing), 'POST', '/v1/signals', child))
}

type Expect = ReturnType<typeof expecting>

/** Asks, and stops the story where the answer is another than it should be. */
function expecting(scene: Scene) {
  return async (
    status: number,
    subject: string,
    method: string,
    path: string,
    body?: object | string,
  ): Promise<Reply['body']> => {
    const answer = await scene.ask(subject, method, path, body)
    if (answer.status === status) return answer.body
    const why = JSON.stringify(answer.body?.errors ?? answer.body?.title ?? '')
    throw new Error(
      `${method} ${path.replace(/[0-9a-f-]{36}/g, '{id}')} was answered ${answer.status}: ${why}`,
    )
  }
}

/** The municipality and its administrator, who accepts the invitation with an identity of their own. */
async function appointClerk(scene: Scene, expect: Expect, clerk: string, playing: string): Promise<void> {
  const { administrator } = scene
  await expect(201, administrator, 'POST', '/v1/municipalities', {
    code: playing,
    name: `Voorbeeld ${letters(playing)}`,
    validFromDate: '2020-01-01',
  })
  const appointed = person('beheerder', playing)
  await expect(201, administrator, 'POST', '/v1/officers', {
    role: 'municipal_administrator',
    municipalityCode: playing,
    person: appointed,
  })
  await expect(200, clerk, 'POST', '/v1/invitations/_accept', { code: await scene.codeFor(appointed.email) })
}

/** Every coordinator adds three; those of the first two organisations accept at once. */
async function addProfessionals(
  scene: Scene,
  expect: Expect,
  partners: readonly StoryPartner[],
  playing: string,
): Promise<void> {
  for (const [place, { contact }] of partners.entries())
    for (let n = 0; n < 3; n++) {
      const subject = professional(place, n, playing)
      await expect(201, contact.email, 'POST', '/v1/professionals', person(subject, playing))
      if (place > 1) continue
      const code = await scene.codeFor(person(subject, playing).email)
      await expect(200, subject, 'POST', '/v1/invitations/_accept', { code })
    }
}

/** The first two organisations register the same young person. */
async function registerFirst({ children }: Scene, expect: Expect, playing: string) {
  const [child] = children
  await expect(201, professional(0, 0, playing), 'POST', '/v1/signals', child)
  return expect(201, professional(1, 0, playing), 'POST', '/v1/signals', child)
}

function professional(place: number, n: number, playing: string): string {
  return `professional-${place + 1}-${n + 1}-${playing}`
}

/** Digits as letters, where a name has no room for digits. */
function letters(digits: string): string {
  return [...digits].map((digit) => 'ABCDEFGHIJ'[Number(digit)]).join('')
}
