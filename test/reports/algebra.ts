/** Exact linear algebra: all that can be derived from a set of sums, without a rounding error to hide behind. */

/** A sum over unknowns, by their places. */
export type Row = readonly bigint[]

interface Echelon {
  readonly row: bigint[]
  readonly pivot: number
}

/** Everything that follows from some sums by adding, subtracting and multiplying them. */
export class RowSpace {
  readonly #rows: Echelon[] = []

  /** How many sums do not follow from the others. */
  get rank(): number {
    return this.#rows.length
  }

  add(row: Row): void {
    const rest = this.#reduce(row)
    const pivot = rest.findIndex((value) => value !== 0n)
    if (pivot >= 0) this.#rows.push({ row: rest, pivot })
  }

  /** Whether a sum is determined. */
  has(row: Row): boolean {
    return this.#reduce(row).every((value) => value === 0n)
  }

  /** Fraction-free: multiplies instead of dividing, and takes out what all have in common. */
  #reduce(row: Row): bigint[] {
    let rest = [...row]
    for (const { row: known, pivot } of this.#rows) {
      const [own, other] = [rest[pivot] ?? 0n, known[pivot] ?? 0n]
      if (own === 0n) continue
      rest = rest.map((value, place) => value * other - (known[place] ?? 0n) * own)
      const common = rest.reduce(gcd, 0n)
      if (common > 1n) rest = rest.map((value) => value / common)
    }
    return rest
  }
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}
