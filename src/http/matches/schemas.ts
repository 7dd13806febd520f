import { z } from 'zod'
import { notificationEvents } from '../../matches/list-notifications.ts'
import { At, Contact, Id, Next } from '../door/schemas/common.ts'

const OnBehalfOf = z
  .object({ id: Id, name: z.string() })
  .nullable()
  .meta({ description: 'The colleague who is away, for whom you stand in; null where it is your own.' })

export const Match = z
  .object({
    id: Id,
    createdAt: At,
    signalId: Id.nullable().meta({
      description: 'Your own signal in it; null for a follow-up officer, and for a deputy.',
    }),
    onBehalfOf: OnBehalfOf,
    participants: z
      .array(Contact)
      .meta({ description: 'The others; for a follow-up officer: everybody who takes part.' }),
  })
  .meta({ id: 'Match', description: 'Two or more signals that concern the same young person.' })

export const MatchPage = z
  .object({ items: z.array(Match), next: Next })
  .meta({ id: 'MatchPage', description: 'A page of matches, newest first.' })

export const Notification = z
  .object({
    id: Id,
    event: z.enum(notificationEvents),
    matchId: Id.nullable(),
    createdAt: At,
    onBehalfOf: OnBehalfOf,
    state: z
      .enum(['waiting', 'delivered', 'withheld'])
      .meta({ description: 'Where the mail that tells it stands.' }),
    deliveredAt: At.nullable(),
    openedAt: At.nullable().meta({
      description: 'When its recipient first opened it; null while they have not.',
    }),
  })
  .meta({ id: 'Notification', description: 'What you were told, and when.' })

export const NotificationPage = z
  .object({ items: z.array(Notification), next: Next })
  .meta({ id: 'NotificationPage', description: 'A page of notifications, newest first.' })

export const IdentityConflict = z
  .object({
    id: Id,
    detectedAt: At,
    professionals: z.array(
      z.object({
        name: z.string(),
        email: z.string(),
        phone: z.string(),
        organisation: z.string(),
        disagreed: z.boolean().meta({ description: 'Whose registration disagreed with what was known.' }),
      }),
    ),
  })
  .meta({
    id: 'IdentityConflict',
    description:
      'Registrations of one number that disagree about the birth date: whom to ask, and nothing more.',
  })

export const IdentityConflictPage = z
  .object({ items: z.array(IdentityConflict), next: Next })
  .meta({ id: 'IdentityConflictPage', description: 'A page of conflicts.' })
