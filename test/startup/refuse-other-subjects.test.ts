import t from 'tap'
import { accountIssuer, profile, type TokenIssuer } from '../../src/config/issuers/rules.ts'
import { refuseOtherSubjects } from '../../src/startup/refuse-other-subjects.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const { service, database } = await createTestService(t)
const { professionals } = await smallRegion(database.sql, 2)
const id = professionals[0]?.id ?? ''
const iss = 'https://broker.example'

const by = (subject: 'sub' | 'oid' | 'uid'): TokenIssuer => ({
  issuer: iss,
  jwks: new URL('file:///nowhere'),
  rules: { ...profile, subject },
})
const refuse = (...issuers: readonly TokenIssuer[]) => refuseOtherSubjects(service.database, issuers)

t.test('an issuer without accounts may name people by any claim', async (t) => {
  for (const claim of ['sub', 'oid', 'uid'] as const) await t.resolves(refuse(by(claim)), claim)
})

t.test(
  'once an account was made by one claim, the start refuses another, and says which it was',
  async (t) => {
    for (const made of ['sub', 'oid', 'uid'] as const) {
      await database.sql`update account set issuer = ${accountIssuer(iss, made)} where id = ${id}`
      await t.resolves(refuse(by(made)), `${made}, as it was`)
      for (const claim of ['sub', 'oid', 'uid'] as const)
        if (claim !== made)
          await t.rejects(refuse({ issuer: 'https://other', jwks: new URL('file:///x') }, by(claim)), {
            message: `the accounts of ${iss} were made by its claim ${made}, and the setting takes ${claim}: nobody of them would be known. Set "subject": "${made}" for it, or the recipe that it had.`,
          })
    }
  },
)
