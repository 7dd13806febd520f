import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

/** What is to be checked by a verifier that we did not write: see test/logbook/verifier/main.go. */
export interface Claims {
  readonly verifier: string
  /** The verifiers of the keys to which it was changed. */
  readonly others?: readonly string[]
  readonly checkpoints: readonly string[]
  readonly inclusions: readonly {
    readonly checkpoint: number
    readonly index: number
    readonly leaf: Buffer
    readonly proof: readonly Buffer[]
  }[]
  readonly consistencies: readonly {
    readonly earlier: number
    readonly later: number
    readonly proof: readonly Buffer[]
  }[]
}

/** Where Debian's golang-golang-x-mod-dev puts its sources. */
const goPath = '/usr/share/gocode'

/** Whether the verifier can be built here. */
export function hasGo(): boolean {
  const { status } = spawnSync('go', ['list', 'golang.org/x/mod/sumdb/tlog'], { env: environment() })
  return status === 0
}

/** Builds the verifier; what comes back answers what it prints, or throws what it objects to. */
export function buildGoVerifier(t: Test): (claims: Claims) => string {
  const folder = mkdtempSync(join(tmpdir(), 'verifier-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const program = join(folder, 'verifier')
  const source = fileURLToPath(new URL('../logbook/verifier/main.go', import.meta.url))
  execFileSync('go', ['build', '-o', program, source], { env: environment(folder) })
  return (claims) => {
    const { status, stdout, stderr } = spawnSync(program, {
      input: JSON.stringify(claims, inBase64),
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr)
    return stdout
  }
}

function environment(cache?: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GO111MODULE: 'off',
    GOPATH: goPath,
    ...(cache ? { GOCACHE: join(cache, 'cache') } : {}),
  }
}

function inBase64(this: unknown, _key: string, value: unknown): unknown {
  const buffer = value as { type?: unknown; data?: unknown } | null
  return buffer?.type === 'Buffer' && Array.isArray(buffer.data)
    ? Buffer.from(buffer.data).toString('base64')
    : value
}
