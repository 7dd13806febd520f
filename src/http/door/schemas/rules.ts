import type { z } from 'zod'
import type { Fault, Reason } from '../../../ground/errors.ts'

/**
 * How a schema asks a rule of the domain, so that its fault is named at once beside all others of the request. The rule itself stands
 * beside its story, which asks it again: a door that forgets it lets nothing in. Every check of ours in a schema goes through this file,
 * since only here a code has to be one of the closed list.
 */

/** A field that follows a rule. */
export function follows<T>(rule: (value: T) => Reason | undefined) {
  return (value: T, context: z.RefinementCtx): void => {
    const reason = rule(value)
    if (reason) refuse(context, reason)
  }
}

/** Fields that follow a rule together; the rule says at which of them each fault stands. */
export function followTogether<T>(rule: (value: T) => readonly Fault[]) {
  return (value: T, context: z.RefinementCtx): void => {
    for (const { name, ...reason } of rule(value)) refuse(context, reason, pathOf(name))
  }
}

/** Refuses a value, or what stands at a path in it. */
export function refuse(
  context: z.RefinementCtx,
  { code, detail }: Reason,
  path: readonly (string | number)[] = [],
): void {
  context.addIssue({ code: 'custom', path: [...path], params: { code }, message: detail })
}

/** The path of a JSON Pointer, or of the name of a parameter. */
function pathOf(name: string): (string | number)[] {
  return name
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}
