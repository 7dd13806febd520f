import { migrateDatabase } from '../../db/migrate/migrate-database.ts'
import { attempt, migrating } from '../startup/attempt.ts'
import { type Command, exits } from './command.ts'
import { ownerAddress, ownersAddress } from './open-as-owner.ts'

/** `verwijsindex migrate`: brings the database up to date, as its owner, before a new version of the service starts. */
export const migrate: Command = {
  name: 'migrate',
  summary: 'brings the database up to date, as its owner, before a new version of the service starts',
  more: [
    'It needs the address of the owner and nothing else: no keys, and no other settings of the service.',
    'The version before it runs on meanwhile. Safe to repeat and to interrupt.',
  ],
  needs: ownersAddress,
  async run({ config, tell, remark }) {
    const address = ownerAddress(await config())
    const { newer, dropped } = await attempt(migrating(address), () =>
      migrateDatabase(address, { onWait: remark }),
    )
    const state = newer
      ? 'The database is that of a newer version, beside which this one can run; nothing was changed.'
      : 'The database is up to date.'
    tell([state, ...dropped.map((schema) => `${schema} was in use by nobody, and was dropped.`)], {
      newer,
      dropped,
    })
    return exits.done
  },
}
