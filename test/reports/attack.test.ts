import fc from 'fast-check'
import t from 'tap'
import { inForm } from '../support/long-form.ts'
import { RowSpace } from './algebra.ts'
import { anyCountry, spelled } from './country.ts'
import { unknownsOf } from './secrets.ts'
import { naive, published, tryEveryWorld } from './worlds.ts'

t.setTimeout(1_800_000)

t.test('R22: adding and taking away published figures gives nothing that is not published', async (t) => {
  let [secrets, figures, summed] = [0, 0, 0]
  fc.assert(
    fc.property(anyCountry(), ({ country, world }) => {
      const known = unknownsOf(country, world)
      const space = new RowSpace()
      for (const { row, count } of known.figures) {
        const sum = world.flat().reduce((all, each, place) => all + each * Number(row[place]), 0)
        if (sum !== count) throw new Error(`${count} is published where ${sum} is right`)
        space.add(row)
      }
      for (const { name, row } of known.secrets)
        if (space.has(row)) throw new Error(`it gives away the ${name}`)
      secrets += known.secrets.length
      figures += known.figures.length
      summed += known.figures.filter(({ label }) => label.organisation === null).length
    }),
    { numRuns: inForm(80, 3000) },
  )
  t.ok(
    figures > 100 && summed > 10,
    `${secrets} secrets, ${figures} figures, ${summed} of them over organisations`,
  )
})

/** Countries so small that every world can be tried: `Ae3` is an organisation of three in A, in education. */
const tiny: readonly (readonly [country: string, threshold: number, most: number, fates: number])[] = [
  ['Ae3', 7, 30, 1],
  ['Ae4', 7, 20, 1],
  ['Ae3 Ae Ae', 7, 18, 1],
  ['Ae Ae Ae Ae', 7, 24, 1],
  ['Ae Ae Ae Ae Ae', 7, 20, 1],
  ['Ae Ae Ah As Ay', 7, 20, 1],
  ['Ae Ae Be Ce De', 7, 20, 1],
  ['Ae Bh Cs Dy', 7, 26, 1],
  ['Ae3', 7, 18, 2],
  ['Ae2 Ae2 Ae Ae', 7, 18, 1],
  ...inForm<(readonly [string, number, number, number])[]>(
    [],
    [
      ['Ae4', 7, 28, 1],
      ['Ae2 Ae Ae Ae', 7, 24, 1],
      ['Ae Ae Ae Ae Ae Ae', 7, 18, 1],
      ['Ae Ae Ah Ah As Ay', 7, 18, 1],
      ['Ae Ae Be Be Ce De', 7, 18, 1],
      ['Ae Ah Be Bh Ce Dh', 7, 18, 1],
      ['Ae3 Be Ce Ce De', 7, 16, 1],
      ['Ae3', 7, 24, 2],
    ],
  ),
]

t.test('R22: no figure that is not shown can be only one, also for who knows their own', async (t) => {
  let pooled = 0
  for (const [country, threshold, most, fates] of tiny) {
    const found = tryEveryWorld(spelled(country, threshold), most, fates, published)
    pooled += found.pooled
    t.ok(found.views > 0, `${country}: ${found.views} views`)
    t.ok(found.professional.values >= 2, found.professional.where)
    t.ok(found.hidden.values >= 3, found.hidden.where)
    t.ok(found.toInsiders.values >= 2, found.toInsiders.where)
  }
  t.ok(pooled > inForm(10, 20), `${pooled} views with sums over organisations`)
})

t.test('R22: the same attack breaks a suppressor that only leaves small counts out', async (t) => {
  const found = tryEveryWorld(spelled('Ae3 Ae', 4), 18, 1, naive)
  t.equal(found.professional.values, 1, 'a professional’s own figure')
  t.equal(found.hidden.values, 1, 'a count that was left out')

  const space = new RowSpace()
  space.add([1n, 1n, 1n, 1n])
  space.add([1n, 1n, 1n, 0n])
  t.ok(space.has([0n, 0n, 0n, 1n]), 'by taking one figure from another')
  t.notOk(space.has([0n, 0n, 1n, 0n]))
  t.equal(space.rank, 2)
})
