import type { Config } from '../../config.ts'
import { explain } from '../attempt.ts'
import type { Check, Finding } from './check.ts'
import { fetchFor } from './fetch-for.ts'

const publicStep = ({ publicUrl = '' }: Config) => ({
  setting: 'PUBLIC_URL',
  tried: 'reach the service',
  where: publicUrl,
})

const portalStep = ({ portalUrl = '' }: Config) => ({
  setting: 'PORTAL_URL',
  tried: 'reach the portal',
  where: portalUrl,
})

/** Where clients reach the API: what answers there has to be this service. */
export const checkPublicAddress: Check = {
  name: 'public-url',
  what: 'asks `PUBLIC_URL` for `/health/live`: this service answers there; that nothing answers yet is a warning',
  stops: 'never',
  step: publicStep,
  async run({ config, signal }) {
    const { publicUrl } = config
    if (publicUrl === undefined) return []
    const told = publicStep(config)
    const answer = await ask(`${publicUrl}/health/live`, signal)
    if (typeof answer === 'string') return [notYet(told, answer)]
    const isOurs = answer.ok && answer.headers.has('api-version')
    await answer.body?.cancel()
    if (answer.status >= 500) return [notYet(told, `it answers ${answer.status}`)]
    return isOurs
      ? [{ outcome: 'ok', ...told, came: 'it answers' }]
      : [
          {
            outcome: 'fault',
            ...told,
            came: `something else answers there (${answer.status})`,
            remedy: 'Correct PUBLIC_URL, or let the proxy there pass requests on to the service.',
          },
        ]
  },
}

/** Where mails send their readers. */
export const checkPortalAddress: Check = {
  name: 'portal-url',
  what: 'reaches `PORTAL_URL`, where mails send their readers: one of class 5xx is a fault; one of class 4xx, and that nothing answers yet, is a warning',
  stops: 'never',
  step: portalStep,
  async run({ config, signal }) {
    const { portalUrl } = config
    if (portalUrl === undefined) return []
    const answer = await ask(portalUrl, signal)
    if (typeof answer === 'string') return [notYet(portalStep(config), answer)]
    await answer.body?.cancel()
    const told = { ...portalStep(config), came: `it answers ${answer.status}` }
    if (answer.status >= 500)
      return [{ outcome: 'fault', ...told, remedy: 'Look at the portal: readers of mails find nothing.' }]
    if (answer.status >= 400)
      return [
        { outcome: 'warning', ...told, remedy: 'The link in every mail leads there: correct PORTAL_URL.' },
      ]
    return [{ outcome: 'ok', ...told }]
  },
}

/** The answer, or why there is none. */
async function ask(address: string, signal: AbortSignal): Promise<Response | string> {
  try {
    return await fetchFor(address, signal)
  } catch (error) {
    return explain(error, '')?.why ?? 'there is no answer'
  }
}

/** Before the first start nothing answers, and that is no fault. */
function notYet(told: ReturnType<typeof publicStep>, came: string): Finding {
  const remedy = `Start what is to answer there; where it runs already, correct ${told.setting} or the proxy.`
  return { outcome: 'warning', ...told, came, remedy }
}
