/** Looks again and again for half a minute at most (or so many ms), until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, most = 30_000): Promise<void> {
  for (const end = Date.now() + most; !(await holds()); await new Promise((next) => setTimeout(next, 50)))
    if (Date.now() > end) throw new Error('it did not come to be')
}
