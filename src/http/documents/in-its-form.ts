import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Composition } from '../../documents/composition.ts'
import { formOf } from '../door/forms.ts'
import type { PeoplesDocument } from './schemas.ts'

/** The forms that a document for people has. */
export const documentForms = ['application/json', 'application/pdf'] as const

/**
 * A document for people in the form that is asked for. What writes pages is loaded when it is first asked for, and works outside the
 * transaction that it was composed in.
 */
export async function inItsForm(
  request: FastifyRequest,
  reply: FastifyReply,
  composition: Composition,
): Promise<z.input<typeof PeoplesDocument> | Buffer> {
  reply.header('content-language', 'nl')
  if (formOf(request) === 'application/json') return composition as z.input<typeof PeoplesDocument>
  const { writePdf } = await import('../../documents/write-pdf.ts')
  reply
    .type('application/pdf')
    .header(
      'content-disposition',
      `inline; filename="${fileNames[composition.kind]}-${composition.date}.pdf"`,
    )
  return writePdf(composition)
}

const fileNames: Readonly<Record<Composition['kind'], string>> = {
  access: 'inzage',
  registration_letter: 'brief',
  destruction_certificate: 'bewijs-van-vernietiging',
}
