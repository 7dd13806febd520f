import { findEntraFault, isEntraRecipe, isGuid } from './entra-id.ts'
import { fixedClaims, recipeOf } from './recipes.ts'
import type { IssuerSettings } from './settings.ts'

type Usable = Partial<IssuerSettings>
type Fault = readonly [field: keyof IssuerSettings, message: string]

/** Faults of fields that are each usable, and not together. What is not usable by itself is absent here, and has been told. */
export function findIssuerFaults(settings: Usable): Fault[] {
  const checks = [issuerFault, audienceFault, subjectFault, acrFault, claimsFault]
  return checks.map((check) => check(settings)).filter((fault) => fault !== undefined)
}

function issuerFault({ issuer, recipe }: Usable): Fault | undefined {
  if (issuer === undefined || recipe === undefined) return undefined
  const entra = findEntraFault(issuer, recipe)
  if (entra !== undefined) return ['issuer', entra]
  // The ID tokens of AD FS have the same claims as its access tokens, and are told apart by their `iss` alone.
  if (recipe === 'ad-fs' && !issuer.endsWith('/adfs/services/trust'))
    return [
      'issuer',
      'with ad-fs it is that of access tokens, and ends in /adfs/services/trust: not that of the discovery',
    ]
  return undefined
}

function audienceFault({ audience, recipe }: Usable): Fault | undefined {
  const needed = recipe && recipeOf(recipe).audience
  if (needed === undefined) return undefined
  if (audience === undefined || (recipe === 'entra-id-v2' && !audience.every(isGuid)))
    return ['audience', `with ${recipe} it is ${needed}`]
  return undefined
}

function subjectFault({ subject, recipe }: Usable): Fault | undefined {
  if (recipe === undefined || !isEntraRecipe(recipe) || subject === undefined || subject === 'oid')
    return undefined
  return ['subject', 'with Entra ID it is oid: its sub is another one for each application']
}

function acrFault({ acr, acrClaim }: Usable): Fault | undefined {
  return acrClaim !== undefined && acr === undefined
    ? ['acrClaim', 'needs acr, with the values that are enough']
    : undefined
}

/** What a recipe rests on is not set aside by another value. */
function claimsFault({ claims = {}, recipe, issuer }: Usable): Fault | undefined {
  const fixed = recipe ? fixedClaims(recipe, issuer) : {}
  const differs = Object.entries(fixed).some(([name, value]) => (claims[name] ?? value) !== value)
  return differs ? ['claims', 'differs from a claim on which the recipe rests'] : undefined
}
