import type { z } from 'zod'
import { listMatches, readMatch } from '../../matches/list-matches.ts'
import {
  listNotifications,
  type OwnNotification,
  openNotification,
} from '../../matches/list-notifications.ts'
import { listIdentityConflicts } from '../../signals/list-identity-conflicts.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { IdParams, PageQuery } from '../door/schemas/common.ts'
import { IdentityConflictPage, Match, MatchPage, Notification, NotificationPage } from './schemas.ts'

/** `/v1/matches`, `/v1/notifications`, `/v1/identity-conflicts`: what a signal set off. */
export function matchRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/matches',
    {
      config: { scope: 'matches:read' },
      schema: {
        operationId: 'listMatches',
        tags: ['matches'],
        summary: 'List the matches you take part in, or follow up',
        querystring: PageQuery,
        response: responses({ 200: { schema: MatchPage, description: 'Open matches, newest first.' } }),
      },
    },
    async (request) => {
      const page = await listMatches(service, request.user, request.query)
      return { ...page, items: page.items.map(toMatch) }
    },
  )

  api.get(
    '/matches/:id',
    {
      config: { scope: 'matches:read' },
      schema: {
        operationId: 'readMatch',
        tags: ['matches'],
        summary: 'Read one match',
        params: IdParams,
        response: responses({ 200: { schema: Match, description: 'The match.' } }),
      },
    },
    async (request) => toMatch(await readMatch(service, request.user, request.params.id)),
  )

  api.get(
    '/notifications',
    {
      config: { scope: 'matches:read' },
      schema: {
        operationId: 'listNotifications',
        tags: ['notifications'],
        summary: 'List what you were told',
        querystring: PageQuery,
        response: responses({
          200: { schema: NotificationPage, description: 'Notifications, newest first.' },
        }),
      },
    },
    async (request) => {
      const page = await listNotifications(service, request.user, request.query)
      return { ...page, items: page.items.map(toNotification) }
    },
  )

  api.get(
    '/notifications/:id',
    {
      config: { scope: 'matches:read' },
      schema: {
        operationId: 'readNotification',
        tags: ['notifications'],
        summary: 'Open one notification',
        description: 'That its recipient opened it, and when they first did, is kept.',
        params: IdParams,
        response: responses({ 200: { schema: Notification, description: 'The notification.' } }),
      },
    },
    async (request) => toNotification(await openNotification(service, request.user, request.params.id)),
  )

  api.get(
    '/identity-conflicts',
    {
      config: { scope: 'administration' },
      schema: {
        operationId: 'listIdentityConflicts',
        tags: ['administration'],
        summary: 'List conflicts of identity that wait for the functional administrator',
        querystring: PageQuery,
        response: responses({ 200: { schema: IdentityConflictPage, description: 'Conflicts.' } }),
      },
    },
    async (request) => {
      const page = await listIdentityConflicts(service, request.user, request.query)
      return {
        next: page.next,
        items: page.items.map((item) => ({
          id: item.id,
          detectedAt: item.detectedAt.toISOString(),
          professionals: [...item.professionals],
        })),
      }
    },
  )
}

function toNotification(item: OwnNotification): z.input<typeof Notification> {
  return {
    ...item,
    createdAt: item.createdAt.toISOString(),
    deliveredAt: item.deliveredAt?.toISOString() ?? null,
    openedAt: item.openedAt?.toISOString() ?? null,
  }
}

function toMatch(match: Awaited<ReturnType<typeof readMatch>>): z.input<typeof Match> {
  return {
    ...match,
    createdAt: match.createdAt.toISOString(),
    participants: match.participants.map((p) => ({ ...p, joinedAt: p.joinedAt.toISOString() })),
  }
}
