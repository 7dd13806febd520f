import type postgres from 'postgres'
import { testIssuer } from '../support/issuer.ts'
import { region } from '../support/region.ts'

/** Many professionals at once, one follow-up officer; by their subjects `p0`, `p1` and so on. */
export async function crowd(sql: postgres.Sql, professionals: number): Promise<void> {
  const { municipality, convenant, organisation, partner, account } = region(sql)
  const code = await municipality('0193')
  const agreed = await convenant([code])
  const organisations: string[] = []
  for (let n = 0; n < 20; n++) {
    const id = await organisation()
    await partner(agreed, id)
    organisations.push(id)
  }
  await sql`
    insert into account (id, issuer, subject, organisation_id, name, job_title, email, phone,
                         details_confirmed_at)
    select gen_random_uuid(), ${testIssuer}, 'p' || n, (${organisations}::uuid[])[n % 20 + 1],
           'Naam p' || n, 'Jeugdprofessional', 'p' || n || '@organisatie.example', '038-1234567', now()
      from generate_series(0, ${professionals - 1}::int) n`
  await sql`
    insert into role_assignment (id, account_id, role, from_date)
    select gen_random_uuid(), id, 'professional', '2020-01-01' from account`
  await account({ subject: 'officer', roles: ['follow_up_officer'], municipality: code })
}
