import type { Fault } from '../ground/errors.ts'

/** A period of the logbook has lines only where its end lies after its beginning. */
export function findPeriodFaults({
  from,
  until,
}: {
  from?: Date | undefined
  until?: Date | undefined
}): Fault[] {
  if (from === undefined || until === undefined || from < until) return []
  return [
    { in: 'query', name: 'until', code: 'period-order', detail: 'Dit tijdstip ligt niet na het eerste.' },
  ]
}
