/** ms that another machine may take to answer. */
const patience = 5000

/** What an address answers, without following it elsewhere. */
export async function fetchFor(address: URL | string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    })
  } catch (error) {
    // Why it failed is in the cause; undici has one sentence for all of it.
    const { cause, name } = error as Error
    if (name === 'TimeoutError') throw Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })
    throw cause ?? error
  }
}
