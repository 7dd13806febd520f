import type { Config } from '../../config.ts'
import type { Check } from './check.ts'
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
  what: 'asks `PUBLIC_URL` for `/health/live`: this service answers there',
  stops: 'never',
  step: publicStep,
  async run({ config, signal }) {
    const { publicUrl } = config
    if (publicUrl === undefined) return []
    const told = publicStep(config)
    const answer = await fetchFor(`${publicUrl}/health/live`, signal)
    const isOurs = answer.ok && answer.headers.has('api-version')
    await answer.body?.cancel()
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
  what: 'reaches `PORTAL_URL`, where mails send their readers: any answer will do but one of class 5xx',
  stops: 'never',
  step: portalStep,
  async run({ config, signal }) {
    const { portalUrl } = config
    if (portalUrl === undefined) return []
    const answer = await fetchFor(portalUrl, signal)
    await answer.body?.cancel()
    const came = `it answers ${answer.status}`
    return answer.status < 500
      ? [{ outcome: 'ok', ...portalStep(config), came }]
      : [
          {
            outcome: 'fault',
            ...portalStep(config),
            came,
            remedy: 'Look at the portal: readers of mails find nothing.',
          },
        ]
  },
}
