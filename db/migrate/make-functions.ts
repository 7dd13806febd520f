import type postgres from 'postgres'
import { readFunctionFiles } from '../function-files.ts'
import { functionSchema } from '../function-schema.ts'

/** Who waits for the next step of migrating would find a schema that is half made, so it is made in one transaction. */
export async function makeFunctions(client: postgres.Sql): Promise<void> {
  const { first, functions } = readFunctionFiles()
  await client.begin(async (tx) => {
    await tx.unsafe(`drop schema if exists ${functionSchema} cascade; create schema ${functionSchema}`)
    await tx.unsafe(
      `set local search_path = ${functionSchema}, public; set local check_function_bodies = off`,
    )
    for (const { name, text } of [...first, ...functions]) await load(tx, name, text)
    await tx.unsafe('set local check_function_bodies = on')
    await lookIntoBodies(tx)
  })
}

/** Loads a file, in which the schema of the functions is called `functions`. */
export async function load(tx: postgres.TransactionSql, name: string, text: string): Promise<void> {
  const named = text.replace(
    /(?<=search_path = |\bschema |\bschema public, )functions\b|\bfunctions(?=\.\w)/g,
    functionSchema,
  )
  try {
    await tx.unsafe(named)
  } catch (error) {
    throw new Error(`db/functions/${name}: ${(error as Error).message}`, { cause: error })
  }
}

/** What PostgreSQL would have done at each function, had the functions that it calls been there already. */
async function lookIntoBodies(tx: postgres.TransactionSql): Promise<void> {
  await tx.unsafe(`do $$
    declare
      f record;
    begin
      for f in select p.oid, p.oid::regprocedure as name, l.lanvalidator::regproc as validator
                 from pg_proc p join pg_language l on l.oid = p.prolang
                where p.pronamespace = '${functionSchema}'::regnamespace loop
        begin
          execute format('select %s(%s)', f.validator, f.oid);
        exception when others then
          raise exception using errcode = sqlstate, message = f.name || ': ' || sqlerrm;
        end;
      end loop;
    end $$`)
}
