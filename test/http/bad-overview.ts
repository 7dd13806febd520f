import type { BadInput } from './bad-input-table.ts'

/** Bad input about the municipality's view: what is no code is not found, and there is nothing to search by (R6). */

const overview = '/v1/municipalities/0193/overview'

const asked = (url: string, accept?: string) => ({
  method: 'GET' as const,
  url,
  ...(accept === undefined ? {} : { headers: { accept } }),
})

const notCodes = ['193', '01930', 'abcd', 'GM0193', '%200193', '0193%00', '..%2F0193', '٠١٩٣']
const notForms = ['text/html', 'image/png', 'application/xml', 'application/pdf;q=0', 'x']

export const badOverviews: Readonly<Record<string, BadInput>> = {
  ...Object.fromEntries(
    notCodes.map((code) => [
      `overview of no code: ${code}`,
      { request: asked(`/v1/municipalities/${code}/overview`), status: 404, code: 'not-found' } as const,
    ]),
  ),
  ...Object.fromEntries(
    notForms.map((form) => [
      `overview as ${form}`,
      { request: asked(overview, form), status: 406, code: 'not-acceptable' } as const,
    ]),
  ),
  'overview with a search': {
    request: asked(`${overview}?search=Jansen&organisation=x`),
    status: 400,
    code: 'invalid-request',
    faults: ['query search', 'query organisation'],
  },
  'overview that is posted to': {
    request: { method: 'POST', url: overview, payload: {} },
    status: 404,
    code: 'not-found',
  },
}
