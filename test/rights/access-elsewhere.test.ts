import t from 'tap'
import { piecesOf, under } from '../documents/words.ts'
import { madeUpBsns } from '../support/bsn.ts'
import { endSignals } from '../support/ending.ts'
import type { Subject } from '../support/rights.ts'
import { accessStory } from './access-story.ts'

/** R6: the answer to access is the same whether another municipality registered the young person or not. */

const story = await accessStory(t)
const { at, kampen, people, database, grantAccess, document, register, ask, region } = story
const { sql } = database
const bsns = madeUpBsns()
const administrator = await region.account({ roles: ['functional_administrator'] })
const lookAtConflicts = () => ask(administrator.subject, 'GET', '/identity-conflicts')

/** What another municipality has in its archive, by the birth dates that were stated there. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  nothing: [],
  'the same birth date': ['2007-06-01'],
  'an older one': ['2007-05-01'],
  'a younger one': ['2007-07-01'],
  'two that disagree': ['2007-07-01', '2007-08-01'],
}

/** The answer, without what names the request and the number; what happened at one instant stands in any order. */
async function answerFor(person: Subject): Promise<string> {
  const url = await grantAccess(person, ['young_person'])
  const composition = await document(url)
  const sections = composition.sections.map(({ blocks, ...section }) => ({
    ...section,
    blocks: blocks.map((block) =>
      block.kind === 'table' ? { ...block, rows: block.rows.map((row) => row.join('; ')).sort() } : block,
    ),
  }))
  return JSON.stringify({ ...composition, sections }, null, 1)
    .replaceAll(url.split('/')[3] ?? '', 'reference')
    .replaceAll(`eindigt op ${person.bsn.slice(-3)}`, 'eindigt op')
}

async function archiveElsewhere(bsn: string, birthDates: readonly string[]): Promise<void> {
  const ids: string[] = []
  for (const [n, birthDate] of birthDates.entries()) {
    const professional = kampen.professionals[n] ?? kampen.professionals[0]
    ids.push(...(await story.signals({ bsn, birthDate }, [professional])))
  }
  await lookAtConflicts()
  if (ids.length > 0)
    await endSignals(sql, { ids }, 'risk_gone', '2026-03-02', new Date('2026-03-02T12:00:00Z'))
}

t.test(
  'R6: an archive elsewhere shows nowhere in it, with any birth date that was stated there',
  async (t) => {
    const answers = new Map<string, string>()
    for (const [what, birthDates] of Object.entries(elsewhere)) {
      const person = { bsn: bsns.next().value, birthDate: '2007-06-01' }
      at('2026-03-02T09:00:00Z')
      await archiveElsewhere(person.bsn, birthDates)
      at('2026-03-03T09:00:00Z')
      await register('nurse', person)
      const ended = await register('former', person)
      await endSignals(sql, { ids: [ended] }, 'risk_gone', '2026-03-03', new Date('2026-03-03T12:00:00Z'))
      await lookAtConflicts()
      at('2026-03-04T09:00:00Z')
      answers.set(what, await answerFor(person))
    }
    t.match(answers.get('nothing'), 'Op 1 juni 2030 word je 23 jaar')
    for (const [what, answer] of answers) t.equal(answer, answers.get('nothing'), what)
  },
)

t.test('R6: nor does how long a signal was renewed', async (t) => {
  const answers: string[] = []
  for (const birthDates of [[], ['2004-09-01']]) {
    const person = { bsn: bsns.next().value, birthDate: '2004-06-01' }
    at('2026-03-02T09:00:00Z')
    await archiveElsewhere(person.bsn, birthDates)
    at('2026-03-03T09:00:00Z')
    const signal = await register('nurse', person)
    const path = `/signals/${signal}/renewals`
    t.equal((await ask(people.nurse.subject, 'POST', path, {})).status, 201)
    at('2026-03-05T09:00:00Z')
    answers.push(await answerFor(person))
  }
  t.match(answers[0], '1 juni 2027')
  t.equal(answers[1], answers[0])
})

t.test('R9, R20: that registrations here disagree is told, with who looked at it', async (t) => {
  const bsn = bsns.next().value
  at('2026-03-10T09:00:00Z')
  await register('nurse', { bsn, birthDate: '2015-06-01' })
  at('2026-03-10T10:00:00Z')
  await register('teacher', { bsn, birthDate: '2015-07-01' })
  await lookAtConflicts()
  // Of what disagrees with these from elsewhere nothing is told.
  at('2026-03-11T09:00:00Z')
  await register('elsewhere', { bsn, birthDate: '2015-08-01' })
  const composition = await document(await grantAccess({ bsn, birthDate: '2015-06-01' }, ['guardian']))
  const told = under(composition, 'Wie heeft bericht gekregen?').join('\n')
  t.strictSame(told.match(/Twee signalen hebben verschillende gegevens/g)?.length, 1)
  t.match(told, `10 maart 2026\n11.00 uur\nNaam ${administrator.subject}`)
  t.match(under(composition, 'Wie heeft er gekeken?').join('\n'), 'een verschil tussen twee signalen')
  t.match(piecesOf(composition).join('\n'), 'Op 1 juli 2038 wordt uw kind 23 jaar', 'the later of ours')
})
