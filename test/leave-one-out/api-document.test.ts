import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { finishDocument } from '../../src/http/door/finish-document.ts'
import { examples } from '../../src/http/examples.ts'
import { copyOf } from './copy.ts'
import { callsOf, without } from './entries.ts'
import { operationsBy, type Routes, withoutExamples } from './operations.ts'
import { project, sources, variantOf } from './variants.ts'

/** What is left out of the API shows in its document, which `test/openapi/openapi.test.ts` compares with the one that is there. */

t.setTimeout(300_000)

const committed = JSON.parse(readFileSync(join(project, 'openapi/openapi.json'), 'utf8'))
const textOf = (file: string) => sources.get(file) ?? ''
const routeFiles = [...sources.keys()].filter((name) => /^src\/http\/.*routes\.ts$/.test(name))

t.test('the document notices each operation that is left out', async (t) => {
  const copy = copyOf(t)
  const { documentApi } = await copy.load('src/http/door/openapi.ts')
  const [silent, found]: [string[], string[]] = [[], []]
  for (const file of routeFiles) {
    const routes: Routes = await copy.load(file)
    const whole = await operationsBy(routes, documentApi, examples)
    for (const [name, operation] of Object.entries(whole)) {
      const [method = '', path = ''] = name.split(' ')
      t.strictSame(operation, committed.paths[path]?.[method], `${name} is that of the document`)
    }
    for (const call of callsOf(file, textOf(file), /^api\.(get|post|put|patch|delete) /)) {
      found.push(call.name)
      const variant = variantOf(file, without(textOf(file), call), [], found.length)
      const left = await operationsBy(await copy.loadVariant(variant), documentApi, examples)
      const gone = Object.keys(whole).filter((name) => !left[name])
      if (gone.length !== 1) silent.push(`${call.name} in ${file}`)
    }
  }
  const documented = Object.values<object>(committed.paths).flatMap((path) => Object.keys(path))
  t.equal(found.length, documented.length, `all ${found.length} operations were left out`)
  t.strictSame(silent, [], 'none is silent')
})

t.test('the document notices each example that is left out', async (t) => {
  const bare = withoutExamples(committed, examples)
  const finished = (all: typeof examples) => JSON.stringify(finishDocument(structuredClone(bare), all))
  t.strictSame(JSON.parse(finished(examples)), committed, 'with all of them it is as it was')
  const whole = finished(examples)
  const names = Object.keys(examples)
  t.ok(names.length > 50, `${names.length} examples`)
  t.strictSame(
    names.filter((name) => {
      const { [name]: _, ...others } = examples
      return finished(others) === whole
    }),
    [],
    'none is silent',
  )
})
