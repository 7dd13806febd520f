import t from 'tap'
import { generatedFiles } from '../../src/development/generate/files.ts'
import { lists } from '../../src/development/generate/lists.ts'
import { leavesOf, withoutPath } from './paths.ts'

/**
 * What is left out of the lists that `npm run catalogue` reads shows in the files that it makes, which `test/logbook/catalogue.test.ts`
 * compares with those that are there.
 */

t.test('the generated files notice each entry that is left out, and each element of an entry', async (t) => {
  const whole = JSON.stringify(generatedFiles(lists))
  const noticed = (changed: typeof lists) => {
    try {
      return JSON.stringify(generatedFiles(changed)) !== whole
    } catch {
      return true
    }
  }
  const leaves = leavesOf(lists)
  t.ok(leaves.length > 500, `${leaves.length} entries and elements`)
  t.notOk(noticed(withoutPath(lists, [])), 'a copy without a change is as it was')
  t.strictSame(
    leaves.filter((path) => !noticed(withoutPath(lists, path))).map((path) => path.join('.')),
    [],
    'none is silent',
  )
})
