import t from 'tap'
import { problemCode } from '../support/answers.ts'
import { createTestService } from '../support/service.ts'

const path = '/.well-known/security.txt'
const base = await createTestService(t)

t.test('RFC 9116: who to report a weakness to, where it stands, and until when it holds', async (t) => {
  const clock = { now: new Date('2027-10-31T23:59:59Z') }
  const { service, logged } = await createTestService(t, {
    existing: base.database,
    issuer: base.issuer,
    clock: () => clock.now,
    securityContact: {
      contacts: ['mailto:ciso@zwolle.example', 'https://zwolle.example/cvd'],
      expires: new Date('2027-11-01T00:00:00Z'),
    },
  })
  const answer = await service.app.inject(path)
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
  t.equal(
    answer.payload,
    [
      'Contact: mailto:ciso@zwolle.example',
      'Contact: https://zwolle.example/cvd',
      'Expires: 2027-11-01T00:00:00.000Z',
      'Preferred-Languages: nl, en',
      'Canonical: https://verwijsindex.example/.well-known/security.txt',
      '',
    ].join('\r\n'),
  )

  clock.now = new Date('2027-11-01T00:00:00Z')
  const late = await service.app.inject(path)
  t.equal(late.statusCode, 404, 'what has expired is not given out')
  t.equal(problemCode(late), 'not-found')
  t.match(logged.join(''), /security\.txt has expired: set SECURITY_TXT_EXPIRES/)
})

t.test('RFC 9116: where no contact is configured there is no such file', async (t) => {
  const answer = await base.service.app.inject(path)
  t.equal(answer.statusCode, 404)
  t.equal(problemCode(answer), 'not-found')
})
