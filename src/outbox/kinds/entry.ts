import type { Ground } from '../../ground/law.ts'

/** All that there is to say of one kind of notification. */
export type KindEntry = {
  /** On which ground somebody is told, and so on which it is sent to them and opened by them (R20). */
  readonly ground: Ground
  /** The condition of the database by which what it tells of is over, so that nobody needs to be told any more. */
  readonly over: OverCondition
  /** The condition by which its recipient may be told today; while it does not hold the notification waits. */
  readonly told: ToldCondition
  /** What the mail says, to a professional and to anybody else. */
  readonly mail: { readonly professional: MailWords; readonly officer: MailWords }
} & (InAccess | NotInAccess)

/** Functions of `db/functions/delivery/is_over.sql`. */
export type OverCondition =
  | 'match_is_over'
  | 'leaving_is_over'
  | 'lapse_is_over'
  | 'archive_is_over'
  | 'advice_is_over'
  | 'news_is_over'
  | 'withdrawal_is_over'
  | 'conflict_is_over'
  | 'confirmation_is_over'
  | 'invitation_is_over'

/** Functions of `db/functions/delivery/may_be_told.sql`. */
export type ToldCondition =
  | 'recipient_holds_role'
  | 'recipient_holds_role_and_signal'
  | 'invitation_can_be_accepted'

export interface MailWords {
  readonly subject: string
  readonly news: string
  readonly request: string
}

/** The answer to a request for access says who was told (R21). */
interface InAccess {
  readonly access: {
    /** By what the notification concerns a municipality (`db/functions/rights/notifications_shown.sql`). */
    readonly by: AccessBy
    /** What was told, as the answer puts it: “Er is een match”. */
    readonly words: string
  }
  readonly noAccess?: never
}

/** The answer to a request for access has nothing to do with it. */
interface NotInAccess {
  /** Why not. */
  readonly noAccess: string
  readonly access?: never
}

/** The match or the signal that it is about, archived signals that it is about alone, or birth dates that differ. */
export type AccessBy = 'match' | 'signal' | 'archive' | 'birth_dates'

/** Entries of some kinds, by their names. */
export type Kinds = Readonly<Record<string, KindEntry>>

/** The same words to everybody. */
export function alike(words: MailWords): KindEntry['mail'] {
  return { professional: words, officer: words }
}
