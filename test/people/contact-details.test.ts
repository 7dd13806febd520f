import t from 'tap'
import { mergingRegion } from '../support/merging-region.ts'
import { contact, convenantOfZwolle } from '../support/partners.ts'
import { deliveryOf, peopleService } from '../support/people.ts'

/** Somebody as they are, and how they are kept. */
const person = {
  name: '‘t Hart',
  jobTitle: 'Jeugdarts 4-19 jaar',
  email: "jan.o'brien_@súdwest.example",
  phone: '+31 (0)38 498 91 11',
}
const kept = {
  name: '’t Hart',
  jobTitle: 'Jeugdarts 4-19 jaar',
  email: "jan.o'brien_@xn--sdwest-pya.example",
  phone: '038-4989111',
}

t.test(
  'R3: a coordinator adds and changes people as they are; each detail is kept in one form',
  async (t) => {
    const made = await peopleService(t)
    const { ask, coordinator } = made
    const { mail, deliver } = await deliveryOf(t, made)
    const add = (payload: object) =>
      ask(coordinator.subject, { method: 'POST', url: '/v1/professionals', payload })
    const added = await add(person)
    t.equal(added.statusCode, 201, added.payload)
    t.match(added.json(), kept)
    t.equal(
      (await add({ ...person, email: kept.email })).statusCode,
      400,
      'the address is known in either form',
    )
    await deliver()
    const [received] = mail.received
    t.match(received?.raw, `To: ${kept.email}`, 'and mail goes to it')
    t.strictSame(received?.to, ["jan.o'brien_@súdwest.example"], 'as the mail server of the tests shows it')
    const url = `/v1/professionals/${added.json().id}`
    for (const phone of ['(038) 498 91 11', '0031384989111', '038/498 91 11'])
      t.match(
        (await ask(coordinator.subject, { method: 'PATCH', url, payload: { phone } })).json(),
        kept,
        phone,
      )
  },
)

t.test('R4: contact persons of partners and officers are kept in the same forms', async (t) => {
  const { ask, zwolle } = await convenantOfZwolle(t)
  const invited = await ask('POST', `/convenants/${zwolle}/partners`, {
    organisation: { name: '’s Heeren Loo 2000', category: 'social_work' },
    contact: { ...contact, ...person },
  })
  t.equal(invited.statusCode, 201, invited.payload)
  t.match(invited.json(), { organisation: { name: '’s Heeren Loo 2000' }, contact: kept })

  const region = await mergingRegion(t)
  const payload = { role: 'follow_up_officer', municipalityCode: '0150', person }
  const officer = await region.ask(region.west.administrator.subject, 'POST', '/officers', payload)
  t.match(officer, { status: 201, body: kept })
  const again = { ...payload, person: { ...person, email: kept.email } }
  t.equal((await region.ask(region.west.administrator.subject, 'POST', '/officers', again)).status, 400)
})
