import type { Reason } from '../ground/errors.ts'

/** R3, R10: the signals of somebody who leaves go on with a colleague, or end for one reason; never both. */
export function reasonAgainstWithdrawal({
  handOverToId,
  endReason,
}: {
  readonly handOverToId?: string | undefined
  readonly endReason?: string | undefined
}): Reason | undefined {
  if (handOverToId === undefined || endReason === undefined) return undefined
  return {
    code: 'one-of-two',
    detail: 'Kies één van de twee: een collega die de signalen overneemt, of de reden waarom ze eindigen.',
  }
}
