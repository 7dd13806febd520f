import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ServiceContext } from '../../authorise/context.ts'
import type { Scope } from '../../ground/scopes.ts'
import type { Registration, RegistrationRequest } from '../../signals/register-signals.ts'

/** The API under `/v1`, typed by the zod schemas of its routes. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** The parts of the service that the routes work with. */
export interface ApiContext extends ServiceContext {
  /** Registers one signal, in one transaction with others that wait. */
  readonly register: (request: RegistrationRequest) => Promise<Registration>
}

/** Forms that answers and bodies have. */
export type MediaType = 'application/json' | 'text/csv' | 'application/pdf' | 'image/svg+xml'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope that a token needs for this route; absent where the route is public. */
    scope?: Scope
    /** The forms in which the answer can be had, the first where the client does not say; JSON where absent. */
    produces?: readonly MediaType[]
    /** The form of the body; JSON where absent. */
    consumes?: MediaType
  }
}
