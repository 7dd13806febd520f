import type { TestService } from './service.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests read answers of every shape
type Answer = any

/** Asks as a subject, and answers with status and body. */
export type Ask = (
  subject: string,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  payload?: object,
) => Promise<{ readonly status: number; readonly body: Answer; readonly payload: string }>

export function asker({ service, issuer }: Pick<TestService, 'service' | 'issuer'>): Ask {
  return async (subject, method, path, payload) => {
    const answer = await service.app.inject({
      method,
      url: `/v1${path}`,
      headers: { authorization: `Bearer ${await issuer.token(subject)}` },
      ...(payload === undefined ? {} : { payload }),
    })
    return {
      status: answer.statusCode,
      body: answer.payload === '' ? null : answer.json(),
      payload: answer.payload,
    }
  }
}

/** The faults of an answer, as `/field code`, in their order. */
export function faultsOf({ body }: { readonly body: Answer }): string[] {
  return (body.errors ?? []).map(
    ({ location, code }: { location: { pointer?: string; name?: string }; code: string }) =>
      `${location.pointer ?? location.name} ${code}`,
  )
}
