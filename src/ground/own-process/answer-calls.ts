/** What the other process answers. */
export type Answer =
  | { readonly answer: unknown }
  | { readonly error: { readonly code: string; readonly message: string } }

/** What it says of itself, once: it can be asked. */
export interface Ready {
  readonly ready: true
}

/**
 * Makes this process one that works for its parent: it answers each message, and ends when the parent is gone. It ignores the
 * signals that stop a service, because the parent still needs it to finish.
 */
export function answerCalls<Request>(work: (request: Request) => Promise<unknown>): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
  process.on('disconnect', () => process.exit())
  process.on('message', async (request: Request) => {
    const answer = await work(request).then((answer): Answer => ({ answer: answer ?? null }), failure)
    // A parent that is gone hears nothing.
    if (process.connected) process.send?.(answer, () => {})
  })
  process.send?.({ ready: true } satisfies Ready, () => {})
}

function failure(error: unknown): Answer {
  const { code, name, message } = error as NodeJS.ErrnoException
  return { error: { code: code ?? name, message } }
}
