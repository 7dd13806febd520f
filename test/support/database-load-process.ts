import { openDatabase } from '../../db/driver/client.ts'
import { startLoad } from './database-load.ts'

/**
 * A process that puts a load on a database until it is told to stop, so that a test can see whether it
 * lives through what happens to the server. Arguments: url, poolSize, queryDeadline, calls of each kind.
 */
const [url = '', poolSize, queryDeadline, perKind] = process.argv.slice(2)
const db = openDatabase({
  url,
  poolSize: Number(poolSize),
  queryDeadline: Number(queryDeadline),
  applicationName: 'load',
})
const load = startLoad(db, Number(perKind))

const exit = () => process.exit(1)
process.on('disconnect', exit)
process.on('message', async (order) => {
  if (order === 'stop') await load.stop()
  process.send?.(load.report())
  if (order !== 'stop') return
  await db.close()
  process.off('disconnect', exit)
  process.disconnect()
})
