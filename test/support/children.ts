import { readdir, readFile } from 'node:fs/promises'

/** The ids of the processes that this one began, and that run a program with such a name. */
export async function childrenThatRun(program: string): Promise<number[]> {
  const found: number[] = []
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [stat, command] = await Promise.all(
      ['stat', 'cmdline'].map((file) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '')),
    )
    const parent = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    if (parent === process.pid && command?.includes(program)) found.push(Number(id))
  }
  return found
}
