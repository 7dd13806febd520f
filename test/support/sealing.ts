import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Seals until so many lines are sealed: a transaction that is going on anywhere on the server, in another test's database
 * too, holds a round back.
 */
export async function sealAtLeast(seal: () => Promise<number>, lines: number): Promise<number> {
  let sealed = 0
  for (let turn = 0; turn < 300 && sealed < lines; turn++) {
    sealed += await seal()
    if (sealed < lines) await sleep(50)
  }
  return sealed
}
