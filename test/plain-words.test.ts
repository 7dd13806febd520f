import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

/** Words that hide of whom or what a sentence speaks; CONTRIBUTING.md says how we write, and names them once. */

const project = fileURLToPath(new URL('..', import.meta.url))
const hiding = ['whoever', 'whatever', 'wherever', 'of no matter', 'what follows', 'as it were']
const words = new RegExp(`\\b(${hiding.join('|')})\\b`, 'gi')

const named = (folder: string) =>
  readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
const files = [
  ...['src', 'db', 'test', 'docs'].flatMap(named),
  ...readdirSync(project).filter((name) => name.endsWith('.md')),
].filter(
  (name) =>
    /\.(ts|sql|md)$/.test(name) &&
    name !== join('test', 'plain-words.test.ts') &&
    name !== 'CONTRIBUTING.md' &&
    // What a database has had stays as it was.
    !name.startsWith(join('db', 'migrations')),
)

t.test('a sentence names its subject, and hides it behind no "whoever"', async (t) => {
  t.ok(files.length > 600)
  const found = files.flatMap((name) => {
    const text = readFileSync(join(project, name), 'utf8')
    return [...text.matchAll(words)].map(([word]) => `${name}: ${word}`)
  })
  t.strictSame(found, [])
})

t.test('CONTRIBUTING.md names these words, and uses none of them', async (t) => {
  const text = readFileSync(join(project, 'CONTRIBUTING.md'), 'utf8')
  const once = [...text.matchAll(words)].map(([word]) => word.toLowerCase())
  t.strictSame(once.sort(), [...hiding].sort())
})
