import type { FastifyBaseLogger } from 'fastify'
import type { Metrics } from '../metrics.ts'
import { type Refusal, reasons } from './refusal.ts'

export interface RefusalTeller {
  /** Tells of a refused token of an issuer of ours, or of nobody's. */
  tell(refusal: Refusal, issuer: string | undefined, log: FastifyBaseLogger): void
  /** Tells what was counted and not yet told. */
  close(): void
}

/**
 * Says in the log and in the metrics why tokens are refused: which part, never its value. Anybody can send as many bad tokens as they
 * like; what that writes is bounded by the issuers, the parts and the reasons, all of which are ours.
 * @param window ms in which one issuer, part and reason have one line of their own, and one line that counts the others
 */
export function tellRefusals(metrics: Metrics, appLog: FastifyBaseLogger, window = 60_000): RefusalTeller {
  const open = new Map<string, { readonly end: () => void; more: number }>()

  function write(log: FastifyBaseLogger, { part, reason }: Refusal, issuer: string, times: number): void {
    log.info({ issuer, claim: part, reason, times }, `refused a token: ${part} ${reasons[reason]}`)
  }

  return {
    tell(refusal, issuer = 'unknown', log) {
      const { part, reason } = refusal
      metrics.tokensRefused.labels(issuer, part, reason).inc()
      const key = JSON.stringify([issuer, part, reason])
      const counted = open.get(key)
      if (counted) {
        counted.more++
        return
      }
      write(log, refusal, issuer, 1)
      const timer = setTimeout(() => end(), window).unref()
      const opened = { more: 0, end }
      open.set(key, opened)
      function end(): void {
        clearTimeout(timer)
        open.delete(key)
        if (opened.more > 0) write(appLog, refusal, issuer, opened.more)
      }
    },
    close() {
      for (const { end } of [...open.values()]) end()
    },
  }
}
