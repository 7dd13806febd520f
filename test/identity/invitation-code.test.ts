import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { v7 as uuidv7 } from 'uuid'
import { invitationCode, invitationOf } from '../../src/identity/invitation-code.ts'
import { generateKeys, parseKeys } from '../../src/identity/keys.ts'

const keys = parseKeys(generateKeys(false))
const id = uuidv7()
const code = invitationCode(id, keys)

t.test('R23: a code leads to its invitation, and fits in a link and on a line', async (t) => {
  t.match(code, /^[A-Za-z0-9_.-]{47}$/)
  t.equal(invitationOf(code, keys), id)
  t.equal(invitationCode(id, keys), code, 'the same each time, so that a mail sent again says the same')
  t.notOk(code.includes(id))
})

t.test(
  'R23: no other code does: not with one character changed, nor of other keys, nor any text',
  async (t) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (let place = 0; place < code.length; place++)
      for (const other of alphabet)
        if (code[place] !== other)
          t.equal(invitationOf(code.slice(0, place) + other + code.slice(place + 1), keys), undefined)
    t.equal(invitationOf(code, parseKeys(generateKeys(false))), undefined)
    t.equal(invitationOf(`${code.slice(0, 23)}${randomBytes(18).toString('base64url')}`, keys), undefined)
    for (const text of [`${code} `, `${code}=`, ` ${code}`, code.slice(1), '', '.', id, code.toLowerCase()])
      t.equal(invitationOf(text, keys), undefined, text)
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => invitationOf(text, keys) === undefined))
  },
)

t.test('while a newer index key is brought in, codes stay what they were', async (t) => {
  const json = JSON.parse(generateKeys(false))
  const older = parseKeys(JSON.stringify(json))
  json.index.push({ version: 2, key: randomBytes(32).toString('base64') })
  const both = parseKeys(JSON.stringify(json))
  t.equal(invitationOf(invitationCode(id, older), both), id)
  t.equal(invitationOf(invitationCode(id, both), older), id)
})
