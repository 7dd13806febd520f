import fc from 'fast-check'
import t from 'tap'
import { inForm } from '../support/long-form.ts'
import { reduceCase } from './reduce-case.ts'
import { Difference, emptyTally, runCase } from './run-case.ts'
import { anyCase, type Case } from './sequences.ts'
import { serviceAdapter } from './service-adapter.ts'

/*
 * The service against the model of the rules: all that happens to young persons over some twelve years, after every moment
 * what is stored, shown and told is what the rules say. A sequence is all that happens to one young person, 3 to 16 acts
 * between days that pass with and without the daily work; a hundred of them share a line of time.
 */

t.setTimeout(7_200_000)

const wanted = inForm(500, 20_000)
const sideBySide = 100

/** The short form takes the same sequences every time, so that what differs comes from what was changed; the long form draws new ones. */
const seedOfRun = Number(process.env.VERWIJSINDEX_SEED ?? inForm(2026, Date.now() % 2 ** 31))

t.test('R8, R10 to R15: in any course of years the service does what the rules say', async (t) => {
  const service = await serviceAdapter(t)
  const tally = emptyTally()
  const run = async (one: Case, counted = emptyTally()) => {
    await service.reset()
    await runCase(one, service, counted)
  }
  const property = fc.asyncProperty(anyCase(sideBySide), async (one) => {
    try {
      await run(one, tally)
    } catch (error) {
      throw error instanceof Difference ? await reduceCase(error, one, run) : error
    }
  })
  const { failed, seed, errorInstance } = await fc.check(property, {
    seed: seedOfRun,
    numRuns: wanted / sideBySide,
    // What differs is made smaller by reduceCase.
    endOnFailure: true,
  })
  t.comment(`seed ${seed}: ${JSON.stringify(tally)}`)
  if (failed) throw errorInstance
  t.equal(tally.sequences, wanted, `${tally.sequences} sequences, 0 differences`)
  t.ok(
    Object.values(tally).every((count) => count > wanted / 50),
    'and of everything there was something to see',
  )
})
