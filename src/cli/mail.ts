import { type Command, exits } from './command.ts'
import { asOwner, ownersAddress } from './open-as-owner.ts'

/** `verwijsindex mail retry`: mail that was refused for good, as an operator has it tried again (R15). */
export const retryMail: Command = {
  name: 'mail retry',
  summary: 'has all mail tried again that the mail server refused for good, after the server was mended',
  needs: ownersAddress,
  run: async ({ config, tell }) =>
    asOwner('mail', await config(), async (database) => {
      const [row] = await database.run(
        () => database.sql<{ due: number }[]>`
          select make_refused_mail_due(array(select id from account where mail_refused_at is not null)) as due`,
      )
      const due = row?.due ?? 0
      tell([`Tried again: ${due}.`], { due })
      return exits.done
    }),
}
