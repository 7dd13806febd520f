import { z } from 'zod'
import { At, Id, MunicipalityCode } from '../door/schemas/common.ts'

export const WindDownBeginning = z
  .strictObject({
    municipalityCode: MunicipalityCode.optional().meta({
      description: 'Needed only where you administer more than one municipality that holds the convenant.',
      example: '0193',
    }),
  })
  .meta({ id: 'WindDownBeginning', description: 'That a municipality of yours stops with a convenant.' })

const count = (description: string) => z.int().meta({ description })

export const WindDown = z
  .object({
    id: Id,
    convenantId: Id,
    municipalityCode: MunicipalityCode,
    begunAt: At,
    finishedAt: At.nullable().meta({ description: 'When nothing was left; null until then.' }),
    remainingSignals: count('Signals, active and archived, of which it is not decided yet.'),
    movedSignals: count('Signals, active and archived, that go on under another convenant.'),
    destroyedSignals: count('Active signals that were ended and destroyed.'),
    destroyedArchivedSignals: count('Archived signals that were destroyed.'),
    certificate: z
      .object({
        count: count('Signals, active and archived, that were destroyed.'),
        digest: z.string().meta({
          description:
            'SHA-256 over the sorted SHA-256 hashes of their ids, in hex; the same as in the logbook and of the ledger.',
        }),
      })
      .nullable()
      .meta({ description: 'What the logbook certifies; null until it is finished.' }),
  })
  .meta({ id: 'WindDown', description: 'How far a municipality is that stops with a convenant.' })
