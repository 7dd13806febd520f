import type { z } from 'zod'
import { listArchiveNotices, type ArchiveNotice as Notice } from '../../signals/list-archive-notices.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { PageQuery } from '../door/schemas/common.ts'
import { type ArchiveNotice, ArchiveNoticePage } from './schemas.ts'

/** `/v1/archive-notices`: what a professional was told of signals in the archive (R14). */
export function archiveNoticeRoutes(api: Api, service: ApiContext): void {
  api.get(
    '/archive-notices',
    {
      config: { scope: 'signals:read' },
      schema: {
        operationId: 'listArchiveNotices',
        tags: ['signals'],
        summary: 'List what you were told of the archive',
        description:
          'Signals of before on young persons of whom you have an active signal, of each of which you were told once. The ' +
          'logbook records each look at each.',
        querystring: PageQuery,
        response: responses({ 200: { schema: ArchiveNoticePage, description: 'Newest first.' } }),
      },
    },
    async (request) => {
      const page = await listArchiveNotices(service, request.user, request.query)
      return { ...page, items: page.items.map(toNotice) }
    },
  )
}

function toNotice(notice: Notice): z.input<typeof ArchiveNotice> {
  return {
    ...notice,
    madeAt: notice.madeAt.toISOString(),
    archivedSignals: notice.archivedSignals.map((signal) => ({
      ...signal,
      registeredAt: signal.registeredAt.toISOString(),
    })),
  }
}
