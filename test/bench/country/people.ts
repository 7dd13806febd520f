import type postgres from 'postgres'
import type { Organisation } from './organisations.ts'

/**
 * Writes everybody who may log in: professionals and a coordinator for each organisation, administrators and follow-up officers for
 * each municipality. Their names are made up. Tokens name them `p1`, `p2`, …, `administrator-0193` and `officer-0193`.
 */
export async function writePeople(
  tx: postgres.TransactionSql,
  issuer: string,
  organisations: readonly Organisation[],
): Promise<void> {
  const staff = organisations.map(({ id, professionals }) => ({ id, professionals }))
  await tx`
    insert into account (id, issuer, subject, organisation_id, name, job_title, email, phone, details_confirmed_at)
    select gen_random_uuid(), ${issuer}, 'p' || n, organisation_id,
           (array['Anna','Bram','Carla','Daan','Esra','Fatima','Gerrit','Hanna','Ivo','Jolien'])[1 + n % 10] || ' ' ||
           (array['de Boer','van Dam','Evers','Faber','Groen','Haan','Idema','Jonker','Kuiper','Loman','Mulder'])[1 + n % 11],
           'Jeugdprofessional', 'p' || n || '@organisatie.example', '038-' || lpad((n % 10000000)::text, 7, '0'),
           now() - n % 300 * interval '1 day'
      from (select row_number() over () as n, s.id as organisation_id
              from jsonb_to_recordset(${tx.json(staff)}) as s (id uuid, professionals int)
             cross join generate_series(1, s.professionals)) of`
  await tx`
    insert into role_assignment (id, account_id, role, from_date, organisation_id)
    select gen_random_uuid(), id, 'professional', '2020-01-01', organisation_id from account where issuer = ${issuer} and organisation_id is not null`
  await tx`
    insert into role_assignment (id, account_id, role, from_date, organisation_id)
    select distinct on (organisation_id) gen_random_uuid(), id, 'coordinator'::role_name, date '2020-01-01', organisation_id
      from account where issuer = ${issuer} and organisation_id is not null order by organisation_id, id`
  await writeStaff(tx, issuer, 'administrator', 'municipal_administrator', 'Beleidsadviseur jeugd')
  await writeStaff(tx, issuer, 'officer', 'follow_up_officer', 'Procesregisseur')
}

async function writeStaff(
  tx: postgres.TransactionSql,
  issuer: string,
  subject: string,
  role: string,
  jobTitle: string,
): Promise<void> {
  await tx`
    with added as (
      insert into account (id, issuer, subject, name, job_title, email, phone)
      select gen_random_uuid(), ${issuer}, ${subject}::text || '-' || code, 'Medewerker ' || code, ${jobTitle},
             ${subject}::text || '-' || code || '@gemeente.example', '038-0000000'
        from municipality
      returning id, subject)
    insert into role_assignment (id, account_id, role, municipality_code, from_date)
    select gen_random_uuid(), id, ${role}::role_name, right(subject, 4), '2020-01-01' from added`
}
