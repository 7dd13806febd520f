import type { IncomingMessage } from 'node:http'
import t, { type Test } from 'tap'
import type { Proxies } from '../../src/config/proxies.ts'
import { clientAddresses, clientKey } from '../../src/http/door/client-address.ts'
import { smallRegion } from '../support/region.ts'
import { createTestService } from '../support/service.ts'

const client = '203.0.113.7'
const real = '198.51.100.9'
const proxy = '10.0.0.1'
const networks = ['10.0.0.0/8', '192.0.2.1', 'fd00::/8']

function clientOf(proxies: Proxies, peer: string | undefined, forwarded?: string): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return clientAddresses(proxies)({ headers, socket: { remoteAddress: peer } } as unknown as IncomingMessage)
}

t.test('the client is the rightmost address that is no proxy of ours', async (t) => {
  const cases: readonly (readonly [
    name: string,
    peer: string,
    forwarded: string | undefined,
    client: string,
  ])[] = [
    ['no header', proxy, undefined, proxy],
    ['an empty header', proxy, '', proxy],
    ['empty elements', proxy, ` , ,${real}, ,`, real],
    ['one proxy', proxy, real, real],
    ['what the client made up', proxy, `${client}, ${real}`, real],
    ['a proxy that the client made up', proxy, `10.9.9.9, ${real}`, real],
    ['several proxies', proxy, `${client}, ${real}, 192.0.2.1, 10.3.2.1`, real],
    ['several proxies, over IPv6', 'fd00::1', `${client},2001:db8::9,fd00::2`, '2001:db8::9'],
    ['a neighbour of a proxy', proxy, `${real}, 192.0.2.2`, '192.0.2.2'],
    ['a client that is no proxy says so itself', real, `${client}, ${proxy}`, real],
    ['from within the networks of the proxies', proxy, '10.4.4.4', '10.4.4.4'],
    ['a proxy as an address of IPv6', '::ffff:10.0.0.1', real, real],
    ['a proxy in the header as an address of IPv6', proxy, `${real}, ::ffff:10.0.0.2`, real],
    ['a client as an address of IPv6', proxy, `::FFFF:${real}`, real],
    ['with a port', proxy, `${real}:4711`, real],
    ['IPv6 with a port', proxy, '[2001:DB8::9]:4711', '2001:db8::9'],
    ['IPv6 in brackets', proxy, '[2001:db8::9]', '2001:db8::9'],
    ['IPv6 in full', proxy, '2001:0db8:0000:0000:0000:0000:0000:0009', '2001:db8::9'],
    ['IPv6 with a zone', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['a word', proxy, 'unknown', proxy],
    ['a word after an address', proxy, `${real}, unknown`, proxy],
    ['a word before the client', proxy, `_hidden, ${real}`, real],
    ['a word between proxies', proxy, `${real}, x, 10.0.0.2`, '10.0.0.2'],
    ['a number', proxy, '3405803783', proxy],
    ['an octal address', proxy, '0313.0.113.7', proxy],
    ['an address too long', proxy, `${real}.1`, proxy],
    ['a name', proxy, 'localhost', proxy],
    ['a scheme', proxy, `for=${real}`, proxy],
  ]
  for (const [name, peer, forwarded, expected] of cases)
    t.equal(clientOf(networks, peer, forwarded), expected, name)
  t.equal(clientOf([], proxy, real), proxy, 'without proxies nothing is believed')
  t.equal(clientOf(networks, undefined, real), 'unknown', 'of a connection that is gone')
})

t.test('by their number: as many addresses from the right as there are proxies', async (t) => {
  t.equal(clientOf(1, proxy, `${client}, ${real}`), real)
  t.equal(clientOf(2, proxy, `${client}, ${real}, 192.0.2.1`), real)
  t.equal(clientOf(2, proxy, real), proxy, 'not by all of them: nothing is believed')
  t.equal(clientOf(2, proxy, `x, ${real}`), proxy, 'no address')
  t.equal(clientOf(1, proxy), proxy)
})

t.test('of IPv6, a network of 64 bits is one client', async (t) => {
  t.equal(clientKey('2001:db8:1:2:3:4:5:6'), clientKey('2001:db8:1:2::9'))
  t.equal(clientKey('2001:db8::1'), '2001:db8:0:0::/64')
  t.equal(clientKey('::1'), '0:0:0:0::/64')
  t.equal(clientKey('2001:db8:1::'), '2001:db8:1:0::/64')
  t.not(clientKey('2001:db8:1:2::1'), clientKey('2001:db8:1:3::1'))
  t.equal(clientKey(real), real)
})

const { database } = await createTestService(t)
await smallRegion(database.sql, 1)

/** Asks the same thing again and again, and answers with the last status. */
async function flood(t: Test, proxies: Proxies, request: (n: number) => { from: string; headers: object }) {
  const { service } = await createTestService(t, { existing: database, proxies, requestsPerMinute: 5 })
  const ask = async ({ from, headers }: { from: string; headers: object }) =>
    (await service.app.inject({ url: '/health/live', headers: { ...headers }, remoteAddress: from }))
      .statusCode
  for (let n = 0; n < 5; n++) await ask(request(n))
  return { last: await ask(request(5)), ask }
}

t.test('R23: a client gets no second limit by what it says of itself', async (t) => {
  const made = (n: number) => `192.0.2.${n + 10}`
  const forged: Readonly<Record<string, (n: number) => { from: string; headers: object }>> = {
    'before the real address': (n) => ({
      from: proxy,
      headers: { 'x-forwarded-for': `${made(n)}, ${real}` },
    }),
    'with another port': (n) => ({ from: proxy, headers: { 'x-forwarded-for': `${real}:${n + 1000}` } }),
    'in several headers': (n) => ({
      from: proxy,
      headers: { 'x-forwarded-for': [made(n), real].join(', ') },
    }),
    'in the header Forwarded': (n) => ({
      from: proxy,
      headers: { 'x-forwarded-for': real, forwarded: `for=${made(n)}` },
    }),
    'in the header X-Real-IP': (n) => ({
      from: proxy,
      headers: { 'x-forwarded-for': real, 'x-real-ip': made(n) },
    }),
    'past the proxy': (n) => ({ from: real, headers: { 'x-forwarded-for': made(n) } }),
    'from its network of IPv6': (n) => ({ from: proxy, headers: { 'x-forwarded-for': `2001:db8::${n}` } }),
    'with another host': (n) => ({
      from: proxy,
      headers: { 'x-forwarded-for': real, 'x-forwarded-host': `a${n}`, 'x-forwarded-proto': 'https' },
    }),
  }
  for (const [name, request] of Object.entries(forged)) {
    const { last } = await flood(t, networks, request)
    t.equal(last, 429, name)
  }
})

t.test('R23: and it cannot use up the limit of somebody else', async (t) => {
  const { last, ask } = await flood(t, networks, () => ({
    from: proxy,
    headers: { 'x-forwarded-for': `${client}, ${real}` },
  }))
  t.equal(last, 429)
  t.equal(await ask({ from: proxy, headers: { 'x-forwarded-for': client } }), 200)
  t.equal(await ask({ from: proxy, headers: {} }), 200, 'nor that of the proxy')
})
