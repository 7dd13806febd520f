import { Difference } from './run-case.ts'
import type { Case, Moment } from './sequences.ts'

/**
 * The smallest part of a case in which something still differs: one sequence of the many, without the moments, daily work and
 * acts that make no difference. Sequences have nothing to do with each other, so this is far sooner done than trying ever
 * fewer of them.
 */
export async function reduceCase(
  found: Difference,
  one: Case,
  run: (one: Case) => Promise<void>,
): Promise<Difference> {
  let smallest = found
  let rest = one
  const differsWithout = async (part: Case) => {
    try {
      await run(part)
      return false
    } catch (error) {
      if (!(error instanceof Difference)) throw error
      smallest = error
      rest = part
      return true
    }
  }
  if (!(await differsWithout(only(one, found.sequence)))) return found
  for (let n = rest.moments.length - 1; n >= 0; n--) {
    if (await differsWithout(withMoment(rest, n, () => null))) continue
    await differsWithout(withMoment(rest, n, (moment) => ({ ...moment, work: false })))
    for (let act = (rest.moments[n]?.acts[0]?.length ?? 0) - 1; act >= 0; act--)
      await differsWithout(withMoment(rest, n, (moment) => withoutAct(moment, act)))
  }
  return smallest
}

function only({ births, moments }: Case, sequence: number): Case {
  return {
    births: births.slice(sequence, sequence + 1),
    moments: moments.map(({ acts, ...rest }) => ({ ...rest, acts: acts.slice(sequence, sequence + 1) })),
  }
}

function withMoment(one: Case, n: number, change: (moment: Moment) => Moment | null): Case {
  return {
    ...one,
    moments: one.moments.flatMap((moment, at) => (at === n ? (change(moment) ?? []) : moment)),
  }
}

function withoutAct({ acts, ...rest }: Moment, act: number): Moment {
  return { ...rest, acts: acts.map((mine) => mine.filter((_, n) => n !== act)) }
}
