import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Test } from 'tap'
import { project, type Variant } from './variants.ts'

/** A copy of the service in a directory of its own, in which variants of its modules can be loaded; gone when the test is over. */
export function copyOf(t: Test) {
  const place = mkdtempSync(join(tmpdir(), 'leave-one-out-'))
  t.teardown(() => rmSync(place, { recursive: true }))
  for (const name of ['src', 'db', 'package.json'])
    cpSync(join(project, name), join(place, name), { recursive: true })
  symlinkSync(join(project, 'node_modules'), join(place, 'node_modules'))
  const load = (name: string) => import(pathToFileURL(join(place, name)).href)
  return {
    load,
    /** The module of a variant that is looked at last. */
    async loadVariant({ files, looked }: Variant) {
      for (const [name, text] of files) writeFileSync(join(place, name), text)
      return load(looked.at(-1) ?? '')
    },
  }
}
