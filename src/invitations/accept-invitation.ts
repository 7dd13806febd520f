import type { invitationPurpose } from '../../db/tables/accounts.ts'
import type { ServiceContext, Subject } from '../authorise/context.ts'
import { statementOfAgreement } from '../convenants/agreement.ts'
import { dateInAmsterdam } from '../ground/calendar.ts'
import { bodyFault, DomainError, refuseFaults } from '../ground/errors.ts'
import { invitationOf } from '../identity/invitation-code.ts'
import type { Keys } from '../identity/keys.ts'

type Purpose = (typeof invitationPurpose.enumValues)[number]

/** To whom an invitation was sent, what it is for, and what is asked along with it. */
export interface DescribedInvitation {
  readonly purpose: Purpose
  readonly person: string
  readonly organisation: string | null
  readonly convenant: { readonly title: string; readonly municipalities: readonly string[] } | null
  readonly expiresAt: Date
  /** What somebody agrees to who accepts on behalf of a partner; null where no agreement is asked (R4). */
  readonly statement: readonly string[] | null
}

/**
 * Shows an invitation to the person who holds its code (R4). A code that is wrong, expired, used or withdrawn gets one answer.
 * @throws DomainError `invitation-not-valid`, `service-unavailable`
 */
export async function readInvitation(service: ServiceContext, code: string): Promise<DescribedInvitation> {
  const now = service.clock()
  const id = idOf(code, service.keys)
  const [row] = await service.database.run(
    () => service.database.sql<DescribedRow[]>`
      select * from describe_invitation(${id}, ${now}, ${dateInAmsterdam(now)})`,
  )
  if (!row) throw new DomainError('invitation-not-valid')
  const { purpose, person, organisation, convenant, municipalities } = row
  return {
    purpose,
    person,
    organisation,
    convenant: convenant === null ? null : { title: convenant, municipalities },
    expiresAt: row.expires_at,
    statement: purpose === 'partner' ? statementOfAgreement : null,
  }
}

/**
 * Accepts an invitation: the identity of the token is tied to the account that waits for it. On behalf of a partner the
 * agreement goes along with it, and the person who agreed becomes coordinator (R3, R4). The transaction is
 * `db/functions/connections/invitations.sql`.
 * @throws DomainError `invitation-not-valid` alike for a code that is wrong, expired, used or withdrawn; `identity-in-use` where
 *   the token is somebody else's; `invalid-request` where the agreement is missing; `service-unavailable`
 */
export async function acceptInvitation(
  service: ServiceContext,
  { iss, sub }: Subject,
  { code, agreement }: { readonly code: string; readonly agreement: boolean },
): Promise<{ purpose: Purpose }> {
  const now = service.clock()
  const id = idOf(code, service.keys)
  const [row] = await service.database.runGivingWay(
    () => service.database.sql<{ outcome: Outcome }[]>`
      select accept_invitation(${id}, ${iss}, ${sub}, ${agreement}, ${now}, ${dateInAmsterdam(now)}) as outcome`,
  )
  const outcome = row?.outcome ?? 'invitation-not-valid'
  if (outcome === 'invitation-not-valid' || outcome === 'identity-in-use') throw new DomainError(outcome)
  if (outcome === 'agreement-required') {
    refuseFaults([bodyFault('/agreement', outcome, 'Zonder akkoord kan een organisatie niet meedoen.')])
    throw new DomainError('invalid-request')
  }
  return { purpose: outcome }
}

type Outcome = Purpose | 'invitation-not-valid' | 'identity-in-use' | 'agreement-required'

interface DescribedRow {
  purpose: Purpose
  person: string
  organisation: string | null
  convenant: string | null
  municipalities: string[]
  expires_at: Date
}

function idOf(code: string, keys: Keys): string {
  const id = invitationOf(code, keys)
  if (id === undefined) throw new DomainError('invitation-not-valid')
  return id
}
