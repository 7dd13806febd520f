import t from 'tap'
import { problemCode } from '../support/answers.ts'
import { peopleService } from '../support/people.ts'

const somebody = {
  name: 'A. Jansen',
  jobTitle: 'Arts',
  email: 'a.jansen@organisatie.example',
  phone: '038-1234567',
}

t.test('R1: an actor who may not change who is connected stops nobody who registers', async (t) => {
  const { database, ask, professionals } = await peopleService(t, 1)
  const subjects = ['nobody', professionals[0]?.subject ?? '']
  const reading = await database.sql.reserve()
  t.teardown(() => reading.release())
  // Somebody registers, and takes their time over it.
  await reading`begin`
  await reading`select hold_everybody_still()`
  for (const subject of subjects) {
    const answer = await ask(subject, { method: 'POST', url: '/v1/professionals', payload: somebody })
    t.equal(problemCode(answer), 'not-permitted', 'refused without waiting for them')
  }
  await reading`rollback`
})

t.test('R3: trying a table stops nobody who registers', async (t) => {
  const { database, ask, coordinator } = await peopleService(t, 1)
  const reading = await database.sql.reserve()
  t.teardown(() => reading.release())
  await reading`begin`
  await reading`select hold_everybody_still()`
  const tried = await ask(coordinator.subject, {
    method: 'POST',
    url: '/v1/professionals/_import',
    headers: { 'content-type': 'text/csv' },
    payload: 'Naam;Functie;E-mail;Telefoon;Rol\nA. Jansen;Arts;a.jansen@organisatie.example;038-1234567;',
  })
  t.match(tried.json(), { dryRun: true, rows: [{ line: 2, professional: 'added' }], errors: [] })
  await reading`rollback`
})
