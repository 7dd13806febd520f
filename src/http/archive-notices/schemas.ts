import { z } from 'zod'
import { At, Id, Next } from '../door/schemas/common.ts'

export const ArchivedSignal = z
  .object({
    registeredAt: At,
    endedDate: z.iso
      .date()
      .meta({ description: 'The day from which it was no longer active.', example: '2025-03-01' }),
    name: z.string(),
    jobTitle: z.string(),
    email: z.string(),
    phone: z.string(),
    organisation: z.object({ id: Id, name: z.string(), domain: z.string() }),
  })
  .meta({
    id: 'ArchivedSignal',
    description: 'Who was involved before, and when: identity and contact details, and nothing more.',
  })

export const ArchiveNotice = z
  .object({
    id: Id,
    madeAt: At,
    signalId: Id.meta({ description: 'Your own active signal, which is on the same young person.' }),
    archivedSignals: z.array(ArchivedSignal),
  })
  .meta({
    id: 'ArchiveNotice',
    description: 'What you were told of the archive when you registered (Jw 7.1.4.6 lid 2).',
  })

export const ArchiveNoticePage = z
  .object({ items: z.array(ArchiveNotice), next: Next })
  .meta({ id: 'ArchiveNoticePage', description: 'A page of notices, newest first.' })
