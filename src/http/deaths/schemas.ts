import { z } from 'zod'
import { type Clock, dateInAmsterdam } from '../../ground/calendar.ts'
import { Day } from '../door/schemas/common.ts'
import { BsnText } from '../signals/schemas.ts'

/** The body of a death, on the day that the clock says (R11). */
export function deathRecording(clock: Clock) {
  return z
    .strictObject({
      bsn: BsnText,
      deathDate: Day.refine((date) => date <= dateInAmsterdam(clock()), {
        error: 'Deze datum ligt in de toekomst.',
        params: { code: 'death-in-future' },
      })
        .optional()
        .meta({ description: 'When it was, to check by; not kept.', example: '2026-11-20' }),
    })
    .meta({
      id: 'DeathRecording',
      description: 'That somebody died, whether or not the index knows of them.',
    })
}
