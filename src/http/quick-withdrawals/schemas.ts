import { z } from 'zod'
import { At, Id, MunicipalityCode, Next } from '../door/schemas/common.ts'

export const QuickWithdrawal = z
  .object({
    id: Id,
    professional: z.object({ id: Id, name: z.string() }),
    organisation: z.object({ id: Id, name: z.string() }),
    municipalityCode: MunicipalityCode,
    registeredAt: At,
    endedAt: At,
  })
  .meta({
    id: 'QuickWithdrawal',
    description:
      'A signal that met others and was ended as unfounded within 24 hours: who did so, and nothing of the young person.',
  })

export const QuickWithdrawalPage = z
  .object({ items: z.array(QuickWithdrawal), next: Next })
  .meta({ id: 'QuickWithdrawalPage', description: 'A page of quick withdrawals, newest first.' })
