import type { LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'
import { type Account, region } from './region.ts'
import { createTestService } from './service.ts'

export const contact = {
  name: 'R. Zandbergen',
  jobTitle: 'Beleidsmedewerker',
  email: 'r.zandbergen@organisatie.example',
  phone: '038-1234567',
}

export const invitationKeys = parseKeys(generateKeys(false))

/** A convenant of Zwolle with its administrator, another of Deventer with theirs, and a clock that a test sets. */
export async function convenantOfZwolle(t: Test) {
  const clock = { now: new Date('2026-11-22T09:00:00Z') }
  const made = await createTestService(t, { clock: () => clock.now, keys: invitationKeys })
  const around = region(made.database.sql)
  const zwolle = await around.convenant([await around.municipality('0193', 'Zwolle')])
  const deventer = await around.convenant([await around.municipality('0150', 'Deventer')])
  const administrator = (municipality: string): Promise<Account> =>
    around.account({ roles: ['municipal_administrator'], municipality })
  const [admin, neighbour] = [await administrator('0193'), await administrator('0150')]
  const ask = async (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    payload?: object,
    subject = admin.subject,
  ): Promise<LightMyRequestResponse> =>
    made.service.app.inject({
      method,
      url: `/v1${path}`,
      headers: { authorization: `Bearer ${await made.issuer.token(subject)}` },
      ...(payload ? { payload } : {}),
    })
  /** Sends or asks for a table. */
  const table = async (path: string, text?: string, subject = admin.subject) =>
    made.service.app.inject({
      method: text === undefined ? 'GET' : 'POST',
      url: `/v1${path}`,
      headers: {
        authorization: `Bearer ${await made.issuer.token(subject)}`,
        ...(text === undefined ? { accept: 'text/csv' } : { 'content-type': 'text/csv' }),
      },
      ...(text === undefined ? {} : { payload: text }),
    })
  /** The last invitation that was made: its id. */
  const lastInvitation = async (): Promise<string> => {
    const [row] = await made.database.sql<{ id: string }[]>`
      select id from invitation order by created_at desc, id desc limit 1`
    return row?.id ?? ''
  }
  return {
    ...made,
    sql: made.database.sql,
    around,
    clock,
    zwolle,
    deventer,
    admin,
    neighbour,
    administrator,
    ask,
    table,
    lastInvitation,
  }
}
