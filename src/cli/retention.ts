import type { Database } from '../../db/driver/client.ts'
import { dateInAmsterdam, systemClock } from '../ground/calendar.ts'
import { ClockRefused } from '../retention/clock-refused.ts'
import { readRetentionStatus } from '../retention/read-status.ts'
import { runRetention } from '../retention/run-retention.ts'
import { asOwner, runTool, say } from './open-as-owner.ts'

const use = `Use:
  npm run retention -- status         what is due, how far the day's work is, what the ledger waits for
  npm run retention -- run            does the day's work now, as a running service does by itself
  npm run retention -- accept-clock   after looking at the clock: it is right, and the work goes on by it`

/** `npm run retention`: the daily work by the clock of the law (R8, R11, R13), as an operator sees it. */
async function main(): Promise<number> {
  const command = process.argv[2]
  if (command !== 'status' && command !== 'run' && command !== 'accept-clock') throw new Error(use)
  return asOwner('retention', async (database, { retention: { longestGapDays } }) => {
    if (command === 'run') return run(database, longestGapDays)
    if (command === 'accept-clock') return acceptClock(database)
    await tellStatus(database)
    return 0
  })
}

async function run(database: Database, longestGapDays: number): Promise<number> {
  try {
    const { outcome, done } = await runRetention({
      database,
      clock: systemClock,
      longestGapDays,
    })
    say(`${outcome}: carried out on ${done}.`)
  } catch (error) {
    if (!(error instanceof ClockRefused)) throw error
    const advice =
      error.code === 'clock-apart'
        ? 'The clocks of this machine and of the database differ: set them right'
        : 'Look at the clock; if it is right: npm run retention -- accept-clock'
    say(`Refused, ${error.message}. ${advice}`)
    return 1
  }
  await tellStatus(database)
  return 0
}

async function acceptClock(database: Database): Promise<number> {
  const now = systemClock()
  await database.run(async () => database.sql`select accept_retention_clock(${now})`)
  say(`From here on the clock is believed: ${now.toISOString()}, ${dateInAmsterdam(now)} in the Netherlands.`)
  return 0
}

async function tellStatus(database: Database): Promise<void> {
  const { lastRunAt, rules, unkept } = await readRetentionStatus(database, systemClock())
  say(`last run    ${lastRunAt?.toISOString() ?? 'never'}`)
  for (const { rule, due, day, count, finishedAt } of rules) {
    const last =
      day === null ? 'never worked on' : `${day}: ${count}, ${finishedAt ? 'certified' : 'going on'}`
    say(`${rule.padEnd(14)}${String(due).padStart(8)} due; ${last}`)
  }
  say(`ledger      ${unkept} destructions on their way`)
}

runTool(main)
