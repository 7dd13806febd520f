import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { openCheckout } from './plans/checkout.ts'
import { type Explained, openExplainer } from './plans/explain.ts'
import { hotQueries, type Query } from './plans/queries.ts'

/**
 * `npm run bench:plans -- --beside ../before --beside-directory /data/before`: the hottest queries with the whole country loaded, with
 * the code of this checkout and with that of another, by turns in one run. Each has the country in a directory of its own, which
 * is migrated to its code: make it with the older one, and copy it. Says for each query the time of the processor (ms), how many pages
 * are looked at, and how many of its statements are carried out by another plan.
 */
const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    directory: { type: 'string', default: '.data/country' },
    beside: { type: 'string' },
    'beside-directory': { type: 'string' },
    rounds: { type: 'string', default: '25' },
    /** A file for all plans in full. */
    write: { type: 'string' },
  },
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const rounds = Number(values.rounds)

interface Side {
  readonly name: string
  readonly explainer: Awaited<ReturnType<typeof openExplainer>>
  readonly queries: Query[]
  close(): Promise<void>
}

async function open(name: string, root: string, directory: string): Promise<Side> {
  const checkout = await openCheckout(root, directory, Number(values.scale), say)
  const explainer = await openExplainer(checkout)
  const close = async () => {
    await explainer.close()
    await checkout.country.close()
  }
  return { name, explainer, queries: await hotQueries(checkout), close }
}

const sides = [await open('after', '.', values.directory)]
if (values.beside !== undefined)
  sides.unshift(
    await open('before', values.beside, values['beside-directory'] ?? `${values.beside}/.data/country`),
  )
try {
  say(`| query | ${sides.map(({ name }) => `${name}: ms, pages`).join(' | ')} | ratio | plans |`)
  say(`|---|${'---|'.repeat(sides.length + 2)}`)
  const written: Record<string, Record<string, readonly string[]>> = {}
  for (const [position, { name }] of (sides[0]?.queries ?? []).entries()) {
    const measured = await measure(position)
    written[name] = Object.fromEntries(measured.map(({ side, explained }) => [side, explained.text]))
    const shown = measured.map(({ ms, explained }) => `${ms.toFixed(2)}, ${explained.buffers}`)
    say(`| ${name} | ${shown.join(' | ')} | ${ratioOf(measured)} | ${difference(measured)} |`)
  }
  if (values.write !== undefined) await writeFile(values.write, JSON.stringify(written, null, 1))
} finally {
  for (const side of sides) await side.close()
}

interface Measured {
  readonly side: string
  /** The median of the rounds. */
  readonly ms: number
  readonly explained: Explained
}

/** All sides by turns, after some rounds that count for none. */
async function measure(position: number): Promise<Measured[]> {
  const times = sides.map((): number[] => [])
  for (let round = -8; round < rounds; round++)
    for (const [n, { explainer, queries }] of sides.entries()) {
      const query = queries[position]
      if (query === undefined) continue
      const ms = await explainer.time(query, round + 8)
      if (round >= 0) times[n]?.push(ms)
    }
  return Promise.all(
    sides.map(async ({ name, explainer, queries }, n) => ({
      side: name,
      ms: (times[n] ?? []).sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN,
      explained: await explainer.explain(queries[position] as Query),
    })),
  )
}

function ratioOf(measured: readonly Measured[]): string {
  const [before, after] = measured
  return before && after ? (after.ms / before.ms).toFixed(2) : ''
}

function difference(measured: readonly Measured[]): string {
  const [before, after] = measured.map(({ explained: { shapes } }) => shapes)
  if (!before) return ''
  if (!after) return `${before.size}`
  const [gone, come] = [
    [...before].filter((shape) => !after.has(shape)),
    [...after].filter((shape) => !before.has(shape)),
  ]
  return gone.length + come.length === 0
    ? `the same ${after.size}`
    : `${gone.length} of ${before.size} gone, ${come.length} of ${after.size} new`
}
