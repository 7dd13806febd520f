import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const folder = fileURLToPath(new URL('.', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.test.ts') && name !== 'not-tried.test.ts',
)

/** A test that ends early with a pass or a comment: it says that it was not tried, and is counted as if it was. */
const endsEarly = /\bt\.(pass|comment)\([^;]*?\)\n\s*return\n|\breturn t\.(pass|comment)\(/

t.test('a test that was not tried counts as skipped, with its reason, and never as passed', async (t) => {
  t.ok(files.length > 100)
  t.strictSame(
    files.filter((name) => endsEarly.test(readFileSync(join(folder, name), 'utf8'))),
    [],
  )
})
