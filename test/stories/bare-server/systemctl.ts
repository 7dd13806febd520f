import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { type RunningUnit, runUnit, startUnit } from './unit.ts'

/** In the place of systemd: what is asked of `systemctl` about the units of the service. */
export interface Systemd {
  /** @throws Error where it is asked for what it cannot do, or where a unit fails */
  control(words: readonly string[]): Promise<string>
  /** What the journal has of the service. */
  journal(): string
}

/** @param onReload is done where systemd would read the units anew */
export function standInForSystemd(
  t: Test,
  { root, path, onReload }: { root: string; path: string; onReload(): void },
): Systemd {
  const started: RunningUnit[] = []
  let running: RunningUnit | undefined
  const fileOf = (name: string) => join(root, 'etc/systemd/system', name)
  const unit = (name: string) => ({
    file: fileOf(`${name}.service`),
    credentials: join(root, 'run/credentials', name),
    path,
  })
  const stop = async () => {
    if (running === undefined) throw new Error('the service does not run')
    await running.stop()
    running = undefined
    return ''
  }
  const start = async () => {
    if (running !== undefined) throw new Error('the service runs already')
    running = await startUnit(t, unit('verwijsindex'))
    started.push(running)
    return ''
  }
  const tasks: Readonly<Record<string, () => Promise<string>>> = {
    'enable --now verwijsindex': start,
    'start verwijsindex': start,
    'stop verwijsindex': stop,
    'restart verwijsindex': async () => (await stop()) + (await start()),
    'start verwijsindex-migrate': () => runUnit(unit('verwijsindex-migrate')),
    'start verwijsindex-backup': () => runUnit(unit('verwijsindex-backup')),
    async 'enable --now verwijsindex-backup.timer'() {
      if (!existsSync(fileOf('verwijsindex-backup.timer'))) throw new Error('there is no such timer')
      return ''
    },
    async 'daemon-reload'() {
      onReload()
      return ''
    },
  }
  return {
    async control(words) {
      const task = tasks[words.join(' ')]
      if (task === undefined) throw new Error(`what is asked of systemctl? ${words.join(' ')}`)
      return task()
    },
    journal: () => started.map(({ log }) => log()).join(''),
  }
}
