import { access, constants } from 'node:fs/promises'
import { ownEnvironment } from '../../config.ts'
import type { Check, Finding } from './check.ts'

const tried = 'read the settings'

/** Every setting by itself: its form, what is missing, what is misspelt, and what would go in the clear. */
export const checkSettings: Check = {
  name: 'settings',
  what: 'every setting by its form, and together: what is missing, misspelt or not URL-encoded, and what would go in the clear to another machine',
  stops: 'always',
  step: () => ({ setting: 'settings', tried, where: '' }),
  async run({ settings: { faults, remarks }, config }) {
    const findings: Finding[] = [
      ...faults.map((fault) => toFinding('fault', fault)),
      ...remarks.map((remark) => toFinding('warning', remark)),
    ]
    const mode = config.production ? 'production' : 'development'
    if (faults.length === 0)
      findings.unshift({ outcome: 'ok', setting: 'settings', tried, where: '', came: `usable, for ${mode}` })
    return findings
  },
}

const authorities = () => ownEnvironment().NODE_EXTRA_CA_CERTS ?? ''
const readAuthorities = () => ({
  setting: 'NODE_EXTRA_CA_CERTS',
  tried: 'read the certificates of your own authority',
  where: authorities(),
})

/** Node.js goes on without a file of authorities that it cannot read, and says so in a line that nobody sees. */
export const checkAuthorities: Check = {
  name: 'authorities',
  what: 'the file of `NODE_EXTRA_CA_CERTS`, where it is set',
  stops: 'never',
  step: readAuthorities,
  async run() {
    if (authorities() === '') return []
    await access(authorities(), constants.R_OK)
    return [{ outcome: 'ok', ...readAuthorities(), came: 'it can be read' }]
  },
}

/** A sentence of the settings, `NAME: what`, as a finding. */
function toFinding(outcome: 'fault' | 'warning', sentence: string): Finding {
  const [setting = '', ...rest] = sentence.split(': ')
  return { outcome, setting, tried, where: '', came: rest.join(': ') }
}
