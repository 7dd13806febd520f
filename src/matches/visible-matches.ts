import { type SQL, sql } from 'drizzle-orm'
import type { StoryContext } from '../authorise/context.ts'
import { codesOf } from '../authorise/where.ts'
import type { PageRequest } from '../ground/paging.ts'

/** How to reach the deputy of somebody who is away. */
export type Deputy = Pick<Participant, 'name' | 'jobTitle' | 'email' | 'phone'>

/** A participant of a match: identity and contact details, and no more (R17, Jw 7.1.4.3 lid 2). */
export interface Participant {
  readonly joinedAt: Date
  readonly name: string
  readonly jobTitle: string
  readonly email: string
  readonly phone: string
  /** Who stands in for them today (R3). */
  readonly deputy: Deputy | null
  readonly organisation: { readonly id: string; readonly name: string; readonly domain: string }
}

export interface VisibleMatch {
  readonly id: string
  readonly createdAt: Date
  /** One's own signal in it; null for a follow-up officer, who has none and sees none (R2). */
  readonly signalId: string | null
  /** The absent colleague for whom the actor reads; null where they take part themselves, or follow up (R3). */
  readonly onBehalfOf: { readonly id: string; readonly name: string } | null
  /** The others, for a professional; everybody, for a follow-up officer. */
  readonly participants: readonly Participant[]
}

/** A match with the pseudonym of whom it is about, by which the look is logged (R20); never to be passed on. */
export type FoundMatch = VisibleMatch & { readonly youngPersonId: string }

/**
 * The open matches that an actor takes part in with an active signal of their own (R15), or an absent colleague does for whom
 * they stand in (R3), or that they follow up for their municipality (R2), newest first. Only participants whose signals are active today are shown.
 */
export async function readVisibleMatches(
  { tx, actor, today }: StoryContext,
  selection: PageRequest & { readonly id?: string },
): Promise<FoundMatch[]> {
  const rows = await tx.execute<Row>(sql`
    select m.id, m.young_person_id, m.created_at, mine.signal_id, mine.on_behalf_of,
           (select jsonb_agg(jsonb_build_object(
                     'joinedAt', p.joined_at, 'name', a.name, 'jobTitle', a.job_title, 'email', a.email,
                     'phone', a.phone, 'deputy', deputy_in_sight(a.id),
                     'organisation', jsonb_build_object('id', o.id, 'name', o.name, 'domain', o.domain))
                   order by p.joined_at, p.signal_id)
              from participants_on(${today}) p
              join account a on a.id = p.professional_id
              join organisation o on o.id = p.organisation_id
             where p.match_id = m.id and p.signal_id is distinct from mine.participating) as participants
      from ${candidates(selection)} c(match_id)
      join match m on m.id = c.match_id
      left join lateral (
             select p.signal_id as participating,
                    case when a.id = ${actor.id} then p.signal_id end as signal_id,
                    case when a.id <> ${actor.id} then jsonb_build_object('id', a.id, 'name', a.name) end as on_behalf_of
               from participants_on(${today}) p
               join account a on a.id = p.professional_id
              where p.match_id = m.id and p.professional_id = any (${sql.param(actor.actingFor)}::uuid[])
              order by (a.id = ${actor.id}) desc, p.signal_id limit 1) mine on true
     where m.closed_at is null
       and (mine.participating is not null or exists (
             select from participants_on(${today}) p
              where p.match_id = m.id and p.municipality_code = any (${sql.param(codesOf(actor, 'follow_up_officer'))}::text[])))
       and (select count(*) from participants_on(${today}) p where p.match_id = m.id) > 1
     order by m.id desc
     limit ${selection.limit}`)
  return rows.map(toMatch)
}

type Row = {
  id: string
  young_person_id: string
  created_at: string
  signal_id: string | null
  on_behalf_of: VisibleMatch['onBehalfOf']
  participants: (Omit<Participant, 'joinedAt'> & { joinedAt: string })[]
}

/** The one that is asked for, or a page of those in sight (`db/functions/security/matches_in_sight.sql`). */
function candidates({ id, after, limit }: PageRequest & { readonly id?: string }): SQL {
  return id === undefined ? sql`matches_in_sight(${after ?? null}, ${limit})` : sql`(values (${id}::uuid))`
}

function toMatch(row: Row): FoundMatch {
  return {
    id: row.id,
    youngPersonId: row.young_person_id,
    createdAt: new Date(row.created_at),
    signalId: row.signal_id,
    onBehalfOf: row.on_behalf_of,
    participants: row.participants.map((p) => ({ ...p, joinedAt: new Date(p.joinedAt) })),
  }
}
