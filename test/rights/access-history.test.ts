import t from 'tap'
import { under } from '../documents/words.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { accessStory } from './access-story.ts'

/** What became of a signal, as the answer to access tells it: alike whether it is active or archived (R3, R12, R13, R21). */

const story = await accessStory(t)
const { at, people, database, grantAccess, document, register, ask, region } = story
const { sql } = database
const { nurse } = people
const bsns = madeUpBsns()

const [{ organisation } = { organisation: '' }] = await sql<{ organisation: string }[]>`
  select organisation_id as organisation from account where id = ${nurse.id}`
const coordinator = await region.account({ organisation, roles: ['coordinator'] })
const [second, third] = [await region.account({ organisation }), await region.account({ organisation })]
await sql`update account set name = 'P. de Boer' where id = ${second.id}`
await sql`update account set name = 'A. Visser' where id = ${third.id}`

/** Registered by one, renewed, and handed over twice. */
async function goRound(person: { bsn: string; birthDate: string }): Promise<string> {
  at('2025-02-03T09:00:00Z')
  const signal = await register('nurse', person)
  at('2025-06-02T09:00:00Z')
  await ask(nurse.subject, 'POST', `/signals/${signal}/renewals`, {})
  for (const [instant, from, to] of [
    ['2025-08-04T09:00:00Z', nurse, second],
    ['2025-10-06T09:00:00Z', second, third],
  ] as const) {
    at(instant)
    const body = { toProfessionalId: to.id, signalIds: [signal] }
    const { status } = await ask(coordinator.subject, 'POST', `/professionals/${from.id}/hand-overs`, body)
    t.equal(status, 201)
  }
  at('2025-11-03T09:00:00Z')
  await ask(third.subject, 'POST', `/signals/${signal}/renewals`, {})
  return signal
}

t.test('R3, R12: of an active signal, everybody whose it was, and every renewal', async (t) => {
  const person = { bsn: bsns.next().value, birthDate: '2016-06-01' }
  await goRound(person)
  at('2026-01-05T09:00:00Z')
  const told = under(
    await document(await grantAccess(person, ['guardian'])),
    'Wie heeft een signaal afgegeven?',
  )
  t.match(
    told.join('\n'),
    'Afgegeven door\nS. de Vries, jeugdverpleegkundige bij GGD IJsselland\n' +
      'Overgenomen door\nP. de Boer, Jeugdprofessional bij GGD IJsselland, op 4 augustus 2025\n' +
      'A. Visser, Jeugdprofessional bij GGD IJsselland, op 6 oktober 2025\n' +
      'Domein\nJeugdgezondheidszorg\nAfgegeven op\n3 februari 2025, 10.00 uur\n' +
      'Verlengd op\n2 juni 2025, 11.00 uur\n3 november 2025, 10.00 uur\n',
  )
})

t.test('R13: and of an archived one: it is not the last who had it that registered it', async (t) => {
  const person = { bsn: bsns.next().value, birthDate: '2016-06-01' }
  const signal = await goRound(person)
  at('2025-12-01T09:00:00Z')
  await ask(third.subject, 'POST', `/signals/${signal}/endings`, { reason: 'risk_gone' })
  at('2026-01-05T09:00:00Z')
  const told = under(await document(await grantAccess(person, ['guardian'])), 'Wat staat er in het archief?')
  t.match(
    told.join('\n'),
    'S. de Vries\njeugdverpleegkundige, GGD IJsselland\nJeugdgezondheidszorg\n' +
      'overgenomen door P. de Boer, Jeugdprofessional bij GGD IJsselland, op 4 augustus 2025\n' +
      'overgenomen door A. Visser, Jeugdprofessional bij GGD IJsselland, op 6 oktober 2025\n' +
      '3 februari 2025\nverlengd op 2 juni 2025\nverlengd op 3 november 2025\n' +
      '1 december 2025\nde professional zag geen risico meer\n1 december 2030',
  )
})
