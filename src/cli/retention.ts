import type { Database } from '../../db/driver/client.ts'
import { dateInAmsterdam, systemClock } from '../ground/calendar.ts'
import { ClockRefused } from '../retention/clock-refused.ts'
import { type RetentionStatus, readRetentionStatus } from '../retention/read-status.ts'
import { runRetention } from '../retention/run-retention.ts'
import { type Command, exits } from './command.ts'
import { asOwner, ownersAddress } from './open-as-owner.ts'

/** `verwijsindex retention status`: the daily work by the clock of the law (R8, R11, R13), as an operator sees it. */
export const retentionStatus: Command = {
  name: 'retention status',
  summary: "tells what is due, how far the day's work is, and what the ledger waits for",
  needs: ownersAddress,
  run: async ({ config, tell }) =>
    asOwner('retention', await config(), async (database) => {
      const status = await readRetentionStatus(database, systemClock())
      tell(linesOf(status), status)
      return exits.done
    }),
}

/** `verwijsindex retention run`: does the day's work now. */
export const runRetentionNow: Command = {
  name: 'retention run',
  summary: "does the day's work now, as a running service does by itself",
  needs: ownersAddress,
  reads: ['RETENTION_LONGEST_GAP_DAYS'],
  found: 'the clock was refused, and nothing was done',
  async run({ config, tell }) {
    const settings = await config()
    return asOwner('retention', settings, async (database) => {
      const ran = await run(database, settings.retention.longestGapDays)
      if ('refused' in ran) {
        tell([`Refused, ${ran.refused}. ${ran.advice}`], ran)
        return exits.found
      }
      const status = await readRetentionStatus(database, systemClock())
      tell([`${ran.outcome}: carried out on ${ran.done}.`, ...linesOf(status)], { ...ran, status })
      return exits.done
    })
  },
}

/** `verwijsindex retention accept-clock`: after an operator looked at the clock. */
export const acceptClock: Command = {
  name: 'retention accept-clock',
  summary: 'after looking at the clock: it is right, and the work goes on by it',
  needs: ownersAddress,
  run: async ({ config, tell }) =>
    asOwner('retention', await config(), async (database) => {
      const now = systemClock()
      await database.run(async () => database.sql`select accept_retention_clock(${now})`)
      const day = dateInAmsterdam(now)
      tell([`From here on the clock is believed: ${now.toISOString()}, ${day} in the Netherlands.`], {
        now,
        day,
      })
      return exits.done
    }),
}

async function run(database: Database, longestGapDays: number) {
  try {
    return await runRetention({ database, clock: systemClock, longestGapDays })
  } catch (error) {
    if (!(error instanceof ClockRefused)) throw error
    const advice =
      error.code === 'clock-apart'
        ? 'The clocks of this machine and of the database differ: set them right.'
        : 'Look at the clock; if it is right: verwijsindex retention accept-clock'
    return { refused: error.message, code: error.code, advice }
  }
}

function linesOf({ lastRunAt, rules, unkept }: RetentionStatus): string[] {
  const told = rules.map(({ rule, due, day, count, finishedAt }) => {
    const last =
      day === null ? 'never worked on' : `${day}: ${count}, ${finishedAt ? 'certified' : 'going on'}`
    return `${rule.padEnd(14)}${String(due).padStart(8)} due; ${last}`
  })
  return [
    `last run    ${lastRunAt?.toISOString() ?? 'never'}`,
    ...told,
    `ledger      ${unkept} destructions on their way`,
  ]
}
