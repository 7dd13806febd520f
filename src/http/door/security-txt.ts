import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../ground/calendar.ts'
import { DomainError } from '../../ground/errors.ts'

/** Where somebody who found a weakness in this installation reports it, and until when that holds. */
export interface SecurityContact {
  /** Addresses by preference: `mailto:`, `https:` or `tel:`. */
  readonly contacts: readonly string[]
  readonly expires: Date
}

interface SecurityTxtOptions {
  readonly publicUrl: string
  readonly securityContact?: SecurityContact | undefined
  readonly service: { readonly clock: Clock }
}

/**
 * `/.well-known/security.txt` (RFC 9116). Where no contact is configured there is none, and one that has expired is not given out: a
 * reader must not trust it any more.
 */
export function securityTxt(
  app: FastifyInstance,
  { publicUrl, securityContact: contact, service }: SecurityTxtOptions,
): void {
  app.get('/.well-known/security.txt', async (request, reply) => {
    if (contact === undefined) throw new DomainError('not-found')
    if (contact.expires <= service.clock()) {
      request.log.warn('security.txt has expired: set SECURITY_TXT_EXPIRES')
      throw new DomainError('not-found')
    }
    const lines = [
      ...contact.contacts.map((address) => `Contact: ${address}`),
      `Expires: ${contact.expires.toISOString()}`,
      'Preferred-Languages: nl, en',
      `Canonical: ${publicUrl}/.well-known/security.txt`,
    ]
    return reply.type('text/plain; charset=utf-8').send(lines.map((line) => `${line}\r\n`).join(''))
  })
}
