import t from 'tap'
import { invitationCode } from '../../src/identity/invitation-code.ts'
import { problemCode } from '../support/answers.ts'
import { contact, convenantOfZwolle, invitationKeys } from '../support/partners.ts'

const ggd = { name: 'GGD IJsselland', category: 'youth_health_care_organisation', kvkNumber: '08123456' }
const puppet = { ...contact, name: 'P. Oppet', email: 'p.oppet@elders.example' }

t.test(
  'R3: who was asked before an organisation had a coordinator cannot become one beside them',
  async (t) => {
    const { ask, zwolle, deventer, neighbour, lastInvitation, sql } = await convenantOfZwolle(t)
    const invite = (convenant: string, who: object, subject?: string) =>
      ask('POST', `/convenants/${convenant}/partners`, { organisation: ggd, contact: who }, subject)
    const accept = (code: string, subject: string) =>
      ask('POST', '/invitations/_accept', { code, agreement: true }, subject)

    const elsewhere = await invite(deventer, puppet, neighbour.subject)
    t.equal(elsewhere.statusCode, 201)
    const waiting = invitationCode(await lastInvitation(), invitationKeys)
    t.equal((await invite(zwolle, contact)).statusCode, 201)
    t.equal((await accept(invitationCode(await lastInvitation(), invitationKeys), 'ria')).statusCode, 200)

    t.equal(
      problemCode(await ask('POST', '/invitations/_read', { code: waiting }, 'puppet')),
      'invitation-not-valid',
    )
    t.equal(problemCode(await accept(waiting, 'puppet')), 'invitation-not-valid')
    t.equal((await sql`select from role_assignment where role = 'coordinator'`).length, 1)

    const { id } = elsewhere.json()
    const again = (who: object) =>
      ask('POST', `/partners/${id}/invitations`, { contact: who }, neighbour.subject)
    t.equal(problemCode(await again(puppet)), 'invalid-request')
    t.equal((await again(contact)).statusCode, 201, 'the coordinator can be asked')
    t.equal((await accept(invitationCode(await lastInvitation(), invitationKeys), 'ria')).statusCode, 200)
  },
)

t.test('R3: an organisation with people and no coordinator is asked through one of its own', async (t) => {
  const { ask, deventer, zwolle, neighbour, around, lastInvitation, register, sql } =
    await convenantOfZwolle(t)
  const organisation = await around.organisation('Jeugdhulp Oost')
  await sql`update organisation set kvk_number = '08123456' where id = ${organisation}`
  const partner = await around.partner(zwolle, organisation)
  const professional = await around.account({ organisation })
  t.equal((await register(professional.subject, { bsn: '999993653', birthDate: '2015-06-01' })).status, 201)
  await sql`update partner set state = 'ended' where id = ${partner}`
  await around.party(deventer, organisation)
  const invite = (who: object) =>
    ask(
      'POST',
      `/convenants/${deventer}/partners`,
      { organisationId: organisation, contact: who },
      neighbour.subject,
    )
  const refused = await invite(puppet)
  t.equal(problemCode(refused), 'invalid-request')
  t.equal((await invite({ ...contact, email: professional.email })).statusCode, 201)
  const code = invitationCode(await lastInvitation(), invitationKeys)
  t.equal(
    (await ask('POST', '/invitations/_accept', { code, agreement: true }, professional.subject)).statusCode,
    200,
  )
})
