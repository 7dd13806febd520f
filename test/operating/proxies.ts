import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { request } from 'node:https'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { until } from '../support/until.ts'

/** An instance that keeps what was asked of it, and answers as it is told. */
export async function startInstance(t: Test) {
  const asked: { method: string; path: string; forwarded: string | undefined }[] = []
  const self = {
    asked,
    port: 0,
    answer: (_request: IncomingMessage, response: ServerResponse): void => void response.end('done'),
  }
  const server = createServer((incoming, response) => {
    if (incoming.url === '/health/ready') return void response.end()
    const forwarded = incoming.headers['x-forwarded-for']
    asked.push({ method: incoming.method ?? '', path: incoming.url ?? '', forwarded: String(forwarded) })
    incoming.resume()
    incoming.once('end', () => self.answer(incoming, response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  self.port = (server.address() as AddressInfo).port
  return self
}

export type Instance = Awaited<ReturnType<typeof startInstance>>

/** Ports that are free now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createSocketServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  for (const server of servers) server.close()
  return ports
}

/** A certificate that nobody vouches for, with its key, in files. */
export function certificate(directory: string): { certificate: string; key: string; both: string } {
  const files = {
    certificate: join(directory, 'certificate.pem'),
    key: join(directory, 'key.pem'),
    both: join(directory, 'both.pem'),
  }
  const subject = ['-subj', '/CN=verwijsindex.example', '-days', '1', '-nodes', '-newkey', 'rsa:2048']
  execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', files.key, '-out', files.certificate], {
    stdio: 'ignore',
  })
  writeFileSync(files.both, readFileSync(files.certificate, 'utf8') + readFileSync(files.key, 'utf8'))
  return files
}

/** Asks through the proxy. Rejects where the connection was cut. */
export function ask(port: number, method: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<number>((resolve, reject) => {
    const asking = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { host: 'verwijsindex.example', ...headers },
        rejectUnauthorized: false,
        agent: false,
      },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      },
    )
    asking.once('error', reject)
    asking.end(method === 'POST' ? '{}' : undefined)
  })
}

/** Runs a proxy in the foreground until the test is over, and waits until it hands on the answer of an instance. */
export async function run(
  t: Test,
  program: string,
  args: readonly string[],
  port: number,
): Promise<ChildProcess> {
  let said = ''
  const proxy = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [proxy.stdout, proxy.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
  t.teardown(async () => {
    if (proxy.exitCode !== null) return
    const gone = once(proxy, 'exit')
    proxy.kill('SIGTERM')
    await gone
  })
  await until(async () => {
    if (proxy.exitCode !== null) throw new Error(`${program} ended: ${said}`)
    return ask(port, 'GET', '/begin').then(
      (status) => status < 500,
      () => false,
    )
  })
  return proxy
}
