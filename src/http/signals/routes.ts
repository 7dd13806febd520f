import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DomainError } from '../../ground/errors.ts'
import type { Bsn } from '../../identity/bsn.ts'
import { refuseOutcome } from '../../signals/check-registration.ts'
import { endOwnSignal } from '../../signals/end-own-signal.ts'
import { listOwnSignals } from '../../signals/list-own-signals.ts'
import { discloseOwnBsn, readOwnSignal } from '../../signals/read-own-signal.ts'
import type { Registration } from '../../signals/register-signals.ts'
import { renewOwnSignal } from '../../signals/renew-own-signal.ts'
import type { Api, ApiContext } from '../door/api.ts'
import { responses } from '../door/responses.ts'
import { IdParams, PageQuery } from '../door/schemas/common.ts'
import {
  BsnDisclosure,
  RegisteredSignal,
  Signal,
  SignalEnding,
  SignalPage,
  signalRegistration,
  signalRenewal,
} from './schemas.ts'

const tags = ['signals']
const read = { scope: 'signals:read' } as const
const write = { scope: 'signals:write' } as const

/** `/v1/signals`: registering, looking at one's own, renewing and ending them. */
export function signalRoutes(api: Api, service: ApiContext): void {
  api.post(
    '/signals',
    {
      config: write,
      schema: {
        operationId: 'registerSignal',
        tags,
        summary: 'Register a signal',
        description:
          'Registers that you are involved with a young person, and nothing about why. Where others registered the same ' +
          'person, the answer holds the match; they are told as well. Registering again gives 200 and the signal that exists. Where ' +
          'that signal of yours has another date of birth, or another removal date than you now state, nothing is changed: 409 ' +
          '`registration-differs` names the fields, and renewing puts them right. Nothing tells you what others stated.',
        headers: z.looseObject({
          'idempotency-key': z
            .string()
            .regex(/^[\x21-\x7e]{1,128}$/, 'Een Idempotency-Key heeft 1 tot 128 zichtbare tekens.')
            .optional()
            .meta({
              description:
                'The same key and body get the same answer for 24 hours, and a key registers once: after the signal is gone, 410.',
              example: 'b7c1e9d2',
            }),
        }),
        body: signalRegistration(service.clock),
        response: responses(
          {
            200: { schema: RegisteredSignal, description: 'You had registered this young person before.' },
            201: { schema: RegisteredSignal, description: 'Registered.' },
          },
          409,
          410,
          422,
        ),
      },
    },
    async (request, reply) => {
      const { bsn, birthDate, municipalityCode, removalDate } = request.body
      const registration = await service.register({
        issuer: request.user.iss,
        subject: request.user.sub,
        bsn,
        birthDate,
        municipalityCode: municipalityCode ?? null,
        removalDate: removalDate ?? null,
        idempotencyKey: idempotencyKeyOf(request),
      })
      return reply.code(registration.outcome === 'created' ? 201 : 200).send(toAnswer(registration, bsn))
    },
  )

  api.get(
    '/signals',
    {
      config: read,
      schema: {
        operationId: 'listSignals',
        tags,
        summary: 'List your own signals',
        querystring: PageQuery,
        response: responses({
          200: { schema: SignalPage, description: 'Your active signals, newest first.' },
        }),
      },
    },
    async (request) => {
      const page = await listOwnSignals(service, request.user, request.query)
      return { ...page, items: page.items.map(toSignal) }
    },
  )

  api.get(
    '/signals/:id',
    {
      config: read,
      schema: {
        operationId: 'readSignal',
        tags,
        summary: 'Read one of your own signals',
        params: IdParams,
        response: responses({ 200: { schema: Signal, description: 'The signal.' } }),
      },
    },
    async (request) => toSignal(await readOwnSignal(service, request.user, request.params.id)),
  )

  api.post(
    '/signals/:id/bsn-disclosures',
    {
      config: read,
      schema: {
        operationId: 'discloseBsn',
        tags,
        summary: 'Show the whole number of one of your own signals',
        description: 'An explicit request, which the logbook records. There is no body.',
        params: IdParams,
        response: responses({ 201: { schema: BsnDisclosure, description: 'The number.' } }),
      },
    },
    async (request, reply) => {
      const bsn = await discloseOwnBsn(service, request.user, request.params.id)
      return reply.code(201).send({ bsn: bsn.reveal() })
    },
  )

  api.post(
    '/signals/:id/renewals',
    {
      config: write,
      schema: {
        operationId: 'renewSignal',
        tags,
        summary: 'Renew one of your own signals',
        description:
          'Says, after judging anew, that you are still involved: the term starts again today. Nobody is told. A date of birth that ' +
          'you stated wrongly is put right by stating it anew.',
        params: IdParams,
        body: signalRenewal(service.clock),
        response: responses({
          201: { schema: Signal, description: 'The signal, with its new removal date.' },
        }),
      },
    },
    async (request, reply) => {
      const { removalDate = null, birthDate = null } = request.body
      const renewed = await renewOwnSignal(service, request.user, request.params.id, {
        removalDate,
        birthDate,
      })
      return reply.code(201).send(toSignal(renewed))
    },
  )

  api.post(
    '/signals/:id/endings',
    {
      config: write,
      schema: {
        operationId: 'endSignal',
        tags,
        summary: 'End one of your own signals',
        description:
          'It is gone at once, and so not found by a second request. The others in its match are told that somebody left, and ' +
          'never why.',
        params: IdParams,
        body: SignalEnding,
        response: responses({ 204: { description: 'Ended.' } }),
      },
    },
    async (request, reply) => {
      await endOwnSignal(service, request.user, request.params.id, request.body.reason)
      return reply.code(204).send()
    },
  )
}

function idempotencyKeyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  return typeof key === 'string' ? key : null
}

/** @throws DomainError where the registration was refused */
function toAnswer(registration: Registration, bsn: Bsn): z.input<typeof RegisteredSignal> {
  refuseOutcome(registration)
  const { signal } = registration
  if (!signal) throw new DomainError('internal-error')
  return {
    ...signal,
    registeredAt: utc(signal.registeredAt),
    bsnLastDigits: bsn.lastDigits(),
    match: toMatch(signal.match),
  }
}

function toMatch(match: NonNullable<Registration['signal']>['match']) {
  return (
    match && {
      id: match.id,
      createdAt: utc(match.createdAt),
      // An answer that was kept under an Idempotency-Key may be from before there were deputies.
      participants: match.participants.map((p) => ({
        ...p,
        deputy: p.deputy ?? null,
        joinedAt: utc(p.joinedAt),
      })),
    }
  )
}

function toSignal(signal: Awaited<ReturnType<typeof readOwnSignal>>): z.input<typeof Signal> {
  return { ...signal, registeredAt: signal.registeredAt.toISOString() }
}

function utc(instant: string): string {
  return new Date(instant).toISOString()
}
