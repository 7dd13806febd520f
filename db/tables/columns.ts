import { customType, timestamp } from 'drizzle-orm/pg-core'

/** A column of raw bytes: a keyed index, a sealed number, a digest. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

/** An instant in UTC. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })
