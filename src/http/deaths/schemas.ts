import { z } from 'zod'
import { type CalendarDate, type Clock, dateInAmsterdam } from '../../ground/calendar.ts'
import { reasonAgainstDeath } from '../../rights/check-death.ts'
import { Day } from '../door/schemas/common.ts'
import { follows } from '../door/schemas/rules.ts'
import { BsnText } from '../signals/schemas.ts'

/** The body of a death, on the day that the clock says (R11). */
export function deathRecording(clock: Clock) {
  return z
    .strictObject({
      bsn: BsnText,
      deathDate: Day.superRefine(
        follows((date: CalendarDate) => reasonAgainstDeath(date, dateInAmsterdam(clock()))),
      )
        .optional()
        .meta({ description: 'When it was, to check by; not kept.', example: '2026-11-20' }),
    })
    .meta({
      id: 'DeathRecording',
      description: 'That somebody died, whether or not the index knows of them.',
    })
}
