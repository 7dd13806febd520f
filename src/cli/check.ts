import { neededInProduction, type Setting, settings as table } from '../config.ts'
import { readEmailAddress } from '../contact/email-address.ts'
import { systemClock } from '../ground/calendar.ts'
import { openProbing } from '../startup/check-writable.ts'
import { lineOf } from '../startup/checks/check.ts'
import { runChecks } from '../startup/checks/run-checks.ts'
import { checks } from '../startup/checks/table.ts'
import { type Command, exits, type Invocation } from './command.ts'

/** `verwijsindex check`: tries what the configuration names, as every start in production does, and changes nothing. */
export const check: Command = {
  name: 'check',
  summary: 'tries everything that the settings name, as a start in production does, and says what to do',
  more: [
    'It changes nothing, and sends nothing unless --mail-to names where to. Give it the settings of the service.',
    'docs/operating.md has every check, and which of them stop a start.',
  ],
  options: {
    'mail-to': { value: 'address', what: 'sends one mail there, by which you see that it arrives' },
  },
  needs: neededInProduction,
  reads: Object.keys(table) as Setting[],
  found: 'there is a fault; warnings alone are none',
  async run(invocation) {
    const settings = await invocation.judged()
    const found = await runChecks(checks, {
      settings,
      config: settings.config,
      clock: systemClock,
      looksOnly: true,
      mailTo: readMailTo(invocation),
      signal: new AbortController().signal,
      probing: openProbing(),
      held: {},
    })
    const faults = found.filter(({ outcome }) => outcome === 'fault').length
    const warnings = found.filter(({ outcome }) => outcome === 'warning').length
    invocation.tell([...found.map(lineOf), '', `${faults} faults, ${warnings} warnings.`], {
      faults,
      warnings,
      found,
    })
    return faults === 0 ? exits.done : exits.found
  },
}

function readMailTo({ options }: Invocation): string | undefined {
  const text = options['mail-to']
  if (text === undefined) return undefined
  const reading = readEmailAddress(text)
  if ('value' in reading) return reading.value
  throw new Error('--mail-to: needs one mail address')
}
