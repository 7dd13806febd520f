import { asOwner, runTool, say } from './open-as-owner.ts'

const use = `Use:
  npm run mail -- retry    has all mail tried again that the mail server refused for good, after the server was mended`

/** `npm run mail`: mail that was refused for good, as an operator has it tried again (R15). */
async function main(): Promise<number> {
  if (process.argv[2] !== 'retry') throw new Error(use)
  return asOwner('mail', async (database) => {
    const [row] = await database.run(
      () => database.sql<{ due: number }[]>`
        select make_refused_mail_due(array(select id from account where mail_refused_at is not null)) as due`,
    )
    say(`Tried again: ${row?.due ?? 0}.`)
    return 0
  })
}

runTool(main)
