import t from 'tap'
import { inForm } from '../support/long-form.ts'
import { errorsOf } from './compiler.ts'
import { entriesOf, without } from './entries.ts'
import { compiledLists } from './lists.ts'
import { sources, variantOf } from './variants.ts'

/** Forgetting is noticed: each entry of each list is left out in turn. The long form leaves out each field of an entry as well. */

t.setTimeout(600_000)

const textOf = (file: string) => sources.get(file) ?? ''

t.test('the compiler notices each entry that is left out', async (t) => {
  const left = compiledLists.flatMap((list) =>
    entriesOf(list.file, textOf(list.file), list.constant, inForm(1, list.depth)).map((entry) => ({
      list,
      entry,
    })),
  )
  t.ok(left.length > inForm(400, 1300), `${left.length} entries`)
  const changed = left.map(({ list, entry }, number) => {
    const noticed = entry.name.includes('.') ? [] : list.noticed(entry.name)
    const variant = variantOf(list.file, without(textOf(list.file), entry), noticed, number)
    return { shown: `${list.of}: ${entry.name} in ${list.file}`, file: list.file, noticed, variant }
  })
  const whole = new Map(
    changed.map(({ file, noticed }, number) => [
      [file, ...noticed].join(' '),
      variantOf(file, textOf(file), noticed, left.length + number),
    ]),
  )
  const errors = errorsOf([...changed.map(({ variant }) => variant), ...whole.values()])
  t.strictSame(errors.slice(changed.length).flat(), [], 'a copy without a change has no errors')
  t.strictSame(
    changed.filter((_, number) => errors[number]?.length === 0).map(({ shown }) => shown),
    [],
    'none is silent',
  )
})
