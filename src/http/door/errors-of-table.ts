import type { Fault } from '../../ground/errors.ts'

/** The faults of a table as the answer to a dry run tells them: each at the line and column where it stands. */
export function errorsOfTable(faults: readonly Fault[]) {
  return faults.map(({ name, code, detail }) => ({
    in: 'body' as const,
    location: { pointer: name },
    code,
    detail,
  }))
}
