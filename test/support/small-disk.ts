import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** A disk of a test's own, that can be made to hang: nothing written to it returns until it is thawed. */
export interface FreezableDisk {
  readonly directory: string
  freeze(): void
  thaw(): void
}

/** Why a test that mounts is passed by; false where it can be done. */
export const cannotMount = works(mountFull) ? false : 'needs a user who may mount a small disk'
export const cannotFreeze = works(mountFreezable) ? false : 'needs a user who may mount a disk that freezes'

/** A disk of 64 kB. */
export function smallDisk(t: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'disk-'))
  mountFull(directory)
  t.teardown(() => unmount(directory))
  return directory
}

export function freezableDisk(t: Test): FreezableDisk {
  const directory = mkdtempSync(join(tmpdir(), 'disk-'))
  mountFreezable(directory)
  let frozen = false
  const thaw = () => {
    if (frozen) execFileSync('fsfreeze', ['--unfreeze', directory])
    frozen = false
  }
  t.teardown(() => {
    thaw()
    unmount(directory)
  })
  return {
    directory,
    freeze() {
      execFileSync('fsfreeze', ['--freeze', directory])
      frozen = true
    },
    thaw,
  }
}

function mountFull(directory: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0755', 'tmpfs', directory], { stdio: 'ignore' })
}

function mountFreezable(directory: string): void {
  const image = `${directory}.image`
  try {
    writeFileSync(image, '')
    truncateSync(image, 8 << 20)
    execFileSync('mkfs.ext4', ['-q', image], { stdio: 'ignore' })
    execFileSync('mount', ['-o', 'loop', image, directory], { stdio: 'ignore' })
  } finally {
    // The disk keeps what it is on.
    rmSync(image, { force: true })
  }
}

function unmount(directory: string): void {
  execFileSync('umount', ['-l', directory], { stdio: 'ignore' })
  rmSync(directory, { recursive: true, force: true })
}

function works(mount: (directory: string) => void): boolean {
  if (process.getuid?.() !== 0) return false
  const directory = mkdtempSync(join(tmpdir(), 'disk-'))
  try {
    mount(directory)
    unmount(directory)
    return true
  } catch {
    return false
  }
}
