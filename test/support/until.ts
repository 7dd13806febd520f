/** Looks again and again for half a minute at most, until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await holds()); await new Promise((next) => setTimeout(next, 50)))
    if (Date.now() > end) throw new Error('it did not come to be')
}
