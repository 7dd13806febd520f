import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { v7 as uuidv7 } from 'uuid'
import type { TokenIssuer } from './config/issuers/rules.ts'
import type { Proxies } from './config/proxies.ts'
import { archiveNoticeRoutes } from './http/archive-notices/routes.ts'
import { convenantRoutes } from './http/convenants/routes.ts'
import { deathRoutes } from './http/deaths/routes.ts'
import { documentRoutes } from './http/documents/routes.ts'
import type { ApiContext } from './http/door/api.ts'
import { requireTokens } from './http/door/authentication.ts'
import { handleErrors } from './http/door/error-handler.ts'
import { type Health, healthRoutes } from './http/door/health.ts'
import { logRequests } from './http/door/log-requests.ts'
import { countRequests, type Metrics } from './http/door/metrics.ts'
import { documentApi } from './http/door/openapi.ts'
import { refuseChanges } from './http/door/rehearsal.ts'
import { secure } from './http/door/security.ts'
import { type SecurityContact, securityTxt } from './http/door/security-txt.ts'
import { keepToHttp, listening } from './http/door/server.ts'
import { endConnections, type Stopping, takeWhatWaits } from './http/door/stopping.ts'
import { registerTokens } from './http/door/tokens/verify-token.ts'
import { logTraces } from './http/door/trace-context.ts'
import { validateRequests } from './http/door/validation.ts'
import { examples } from './http/examples.ts'
import { invitationRoutes } from './http/invitations/routes.ts'
import { logbookRoutes } from './http/logbook/routes.ts'
import { matchRoutes } from './http/matches/routes.ts'
import { municipalityRoutes } from './http/municipalities/routes.ts'
import { officerRoutes } from './http/officers/routes.ts'
import { overviewRoutes } from './http/overview/routes.ts'
import { partnerImportRoutes } from './http/partners/import-routes.ts'
import { partyRoutes } from './http/partners/party-routes.ts'
import { partnerRoutes } from './http/partners/routes.ts'
import { absenceRoutes } from './http/professionals/absence-routes.ts'
import { professionalImportRoutes } from './http/professionals/import-routes.ts'
import { leavingRoutes } from './http/professionals/leaving-routes.ts'
import { professionalRoutes } from './http/professionals/routes.ts'
import { profileRoutes } from './http/profile/routes.ts'
import { quickWithdrawalRoutes } from './http/quick-withdrawals/routes.ts'
import { reportRoutes } from './http/reports/routes.ts'
import { signalRoutes } from './http/signals/routes.ts'
import { adviceRoutes } from './http/subject-requests/advice-routes.ts'
import { subjectRequestRoutes } from './http/subject-requests/routes.ts'
import { windDownRoutes } from './http/wind-downs/routes.ts'

export interface AppOptions {
  readonly service: ApiContext
  readonly log: FastifyBaseLogger
  readonly metrics: Metrics
  readonly issuers: readonly TokenIssuer[]
  readonly audience: string
  readonly publicUrl: string
  readonly corsOrigins: readonly string[]
  readonly requestsPerMinute: number
  readonly proxies: Proxies
  readonly stopping: Stopping
  readonly health: Health
  readonly securityContact?: SecurityContact | undefined
}

/** A registration takes some 200 bytes; nothing larger has any business here. */
const bodyLimit = 16 * 1024

/** The service on one page: everything it does with a request, in order. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    genReqId: () => uuidv7(),
    childLoggerFactory: logTraces,
    ...listening,
    // What still comes in on a kept connection is answered like any other, and the connection then closed.
    return503OnClosing: false,
  })
  app.removeContentTypeParser('text/plain')
  app.setSerializerCompiler(serializerCompiler)

  handleErrors(app)
  logRequests(app)
  countRequests(app, options.metrics)
  await secure(app, options)
  keepToHttp(app)
  endConnections(app, options.stopping)
  takeWhatWaits(app)
  refuseChanges(app, options.health)
  await registerTokens(app, options)
  await documentApi(app, options.publicUrl, examples)

  healthRoutes(app, options.health)
  securityTxt(app, options)
  await app.register(
    async (scope) => {
      requireTokens(scope)
      validateRequests(scope)
      const api = scope.withTypeProvider<ZodTypeProvider>()
      signalRoutes(api, options.service)
      archiveNoticeRoutes(api, options.service)
      matchRoutes(api, options.service)
      quickWithdrawalRoutes(api, options.service)
      professionalRoutes(api, options.service)
      partyRoutes(api, options.service)
      partnerRoutes(api, options.service)
      partnerImportRoutes(api, options.service)
      invitationRoutes(api, options.service)
      municipalityRoutes(api, options.service)
      convenantRoutes(api, options.service)
      windDownRoutes(api, options.service)
      deathRoutes(api, options.service)
      officerRoutes(api, options.service)
      leavingRoutes(api, options.service)
      absenceRoutes(api, options.service)
      profileRoutes(api, options.service)
      professionalImportRoutes(api, options.service)
      overviewRoutes(api, options.service)
      reportRoutes(api, options.service)
      logbookRoutes(api, options.service)
      subjectRequestRoutes(api, options.service)
      adviceRoutes(api, options.service)
      documentRoutes(api, options.service)
    },
    { prefix: '/v1' },
  )
  return app
}
