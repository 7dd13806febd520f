import { type HostState, lookAtHosts } from '../../../db/driver/primary.ts'
import { explain } from '../attempt.ts'
import type { Check, Finding } from './check.ts'
import { atDatabase } from './of-the-database.ts'

const step = atDatabase('log in to each host of the database')

/** Each of several hosts: at a fail-over the service goes on with the one that then takes writes, and it has to get in there. */
export const checkHosts: Check = {
  name: 'hosts',
  what: 'logs in to each host of `DATABASE_URL`, where it names several: which takes writes, which is a standby, and where a fail-over would find nobody',
  stops: 'never',
  step,
  async run({ config }) {
    const { url, queryDeadline } = config.database
    if (url === undefined) return []
    const found = await lookAtHosts(url, queryDeadline)
    return found.map(({ name, state }) => ({ ...step(config), where: name, ...findingOf(state) }))
  },
}

function findingOf(state: HostState): Pick<Finding, 'outcome' | 'came' | 'remedy'> {
  if (state === 'target') return { outcome: 'ok', came: 'it takes writes' }
  if (state === 'standby') return { outcome: 'ok', came: 'it is a standby' }
  if (state === 'read-only')
    return {
      outcome: 'warning',
      came: 'it follows no other, and was set to take no writes',
      remedy: 'Look at default_transaction_read_only there.',
    }
  const error = Object.assign(new Error('away'), state)
  const { why, remedy } = explain(error, 'DATABASE_URL') ?? {
    why: 'it cannot be used',
    remedy: 'Look at its log.',
  }
  return { outcome: 'warning', came: `${why}: a fail-over to it would find nobody`, remedy }
}
