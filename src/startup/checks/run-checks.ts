import { explain } from '../attempt.ts'
import type { Check, CheckContext, Finding, Found } from './check.ts'

/**
 * Tries checks one after the other, those that stop nothing at once. What they open is closed afterwards.
 * @returns every finding, in the order of the checks
 */
export async function runChecks(checks: readonly Check[], context: CheckContext): Promise<Found[]> {
  const found = new Map<Check, Found[]>()
  const tryOne = async (check: Check) => {
    const failed = findObstacle(check, found, context)
    const findings = failed === undefined ? await run(check, context) : [skipped(check, failed, context)]
    found.set(
      check,
      findings.map((finding) => ({ check: check.name, stops: check.stops, ...finding })),
    )
  }
  try {
    for (const check of checks.filter(({ stops }) => stops !== 'never')) await tryOne(check)
    await Promise.all(checks.filter(({ stops }) => stops === 'never').map(tryOne))
  } finally {
    context.probing.close()
    await context.held.database?.close()
    delete context.held.database
  }
  return checks.flatMap((check) => found.get(check) ?? [])
}

/**
 * Refuses a start for what was found.
 * @throws Error that says every fault for which it stops, and what to do
 */
export function refuseFaulty(found: readonly Found[], production: boolean): void {
  const reasons = found.filter((finding) => stopsStart(finding, production))
  if (reasons.length === 0) return
  const sentences = reasons.map(({ tried, setting, where, came, remedy }) => {
    const place = where === '' ? setting : `${setting}: ${where}`
    return `  ${tried} (${place}): ${came}${remedy === undefined ? '' : `. ${remedy}`}`
  })
  throw new Error(`The service does not start:\n${sentences.join('\n')}\nSee also \`verwijsindex check\`.`)
}

/** Whether production, or any start, stops for a finding. */
export function stopsStart({ outcome, stops }: Found, production: boolean): boolean {
  return outcome === 'fault' && (stops === 'always' || (stops === 'in production' && production))
}

async function run(check: Check, context: CheckContext): Promise<readonly Finding[]> {
  try {
    return await check.run(context)
  } catch (error) {
    const explained = explain(error, check.step(context.config).setting)
    return [
      {
        outcome: 'fault',
        ...check.step(context.config),
        ...(explained
          ? { came: explained.why, remedy: explained.remedy }
          : { came: error instanceof Error ? error.message : String(error) }),
      },
    ]
  }
}

/** What went wrong before, so that there is no sense in trying: a check that comes first, or the setting itself. */
function findObstacle(
  { after = [], name, step }: Check,
  found: ReadonlyMap<Check, readonly Found[]>,
  { settings, config }: CheckContext,
): string | undefined {
  const { setting } = step(config)
  if (name !== setting && settings.faults.some((fault) => /^[^.:]*/.exec(fault)?.[0] === setting))
    return setting
  const faulty = [...found].filter(([, findings]) =>
    findings.some(({ outcome }) => outcome === 'fault' || outcome === 'skipped'),
  )
  return after.find((earlier) => faulty.some(([check]) => check.name === earlier))
}

function skipped(check: Check, failed: string, { config }: CheckContext): Finding {
  return { outcome: 'skipped', ...check.step(config), came: `not tried, since ${failed} has a fault` }
}
