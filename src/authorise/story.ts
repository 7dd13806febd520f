import type { Database } from '../../db/driver/client.ts'
import type { Clock } from '../ground/calendar.ts'

/** What the stories about who is connected need. */
export interface Connecting {
  readonly database: Database
  readonly clock: Clock
}

/** Who asks, by the verified token. */
export type Subject = { readonly iss: string; readonly sub: string }
