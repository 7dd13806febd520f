import { rm } from 'node:fs/promises'
import * as show from './show.ts'
import { beginStory, openStage, type Stage } from './stage.ts'

/** `npm run demo`: the story of a match, played over HTTP against a running instance, or one that it starts itself. */
async function main(): Promise<void> {
  show.title('The reference index: two professionals, one young person')
  const stage = await openStage()
  show.note(
    stage.startedHere
      ? `Started an instance of its own: ${stage.url}`
      : `Against the instance at ${stage.url}`,
  )
  try {
    await play(stage)
  } finally {
    await stage.close()
    if (stage.startedHere) await rm(stage.directory, { recursive: true, force: true })
  }
}

async function play(stage: Stage): Promise<void> {
  const story = await beginStory(stage)
  show.step(
    1,
    `A youth nurse registers ${story.person.name}, an official test person (BSN ending in ${story.person.bsn.slice(-3)})`,
  )
  show.answer(story.first, 'Nobody else is involved, as far as the index knows. She is told nothing more.')

  show.step(2, 'A school attendance officer registers the same young person')
  const second = await story.registerAs('leerplichtambtenaar')
  show.answer(second, 'A match: he is told at once who else is involved.')
  show.contacts(second.body.match.participants)

  show.step(3, 'Everyone is told by mail: the two, and the follow-up officer of the municipality')
  const mails = await story.newMails(3)
  show.took('received by the mail server', mails.ms)
  for (const mail of mails.mails) show.mailHeader(mail)
  show.mailText(mails.mails[0])
  show.note('Nothing in it about the young person: only that there is a match, and where to look.')

  show.step(4, 'A family coach of the neighbourhood team joins')
  const third = await story.registerAs('gezinscoach')
  show.answer(third, 'The same match; she sees both of the others, and all are told of her.')
  show.contacts(third.body.match.participants)
  const joined = await story.newMails(4)
  show.took(`${joined.mails.length} mails received`, joined.ms)

  show.step(5, 'A psychologist of a former partner tries, with a token that is still valid')
  show.refusal(
    await story.registerAs('psycholoog'),
    'Refused before the index is touched; the answer is the same for every reason.',
  )

  show.step(6, 'The nurse registers the same young person again')
  show.answer(
    await story.registerAs('jeugdverpleegkundige'),
    'No second signal: she gets the one that exists.',
  )

  show.step(7, 'The follow-up officer of the municipality looks at the match')
  const seen = await story.getAs('procesregisseur', `/v1/matches/${second.body.match.id}`)
  show.answer(seen, 'She sees who should be in contact, and nothing about the young person.')
  show.contacts(seen.body.participants)

  show.step(8, 'Somebody outside the match asks for it by its id')
  show.refusal(
    await story.getAs('zorgadviseur', `/v1/matches/${second.body.match.id}`),
    'Not found: the answer is that of a match that does not exist.',
  )

  show.step(9, 'The family coach ends her signal: the risk is gone')
  const ending = { reason: 'risk_gone' }
  show.answer(
    await story.postAs('gezinscoach', `/v1/signals/${third.body.id}/endings`, ending),
    'It goes to the archive for five years, and is found by nobody. The others are told that somebody left, never why.',
  )
  const left = await story.newMails(2)
  for (const mail of left.mails) show.mailHeader(mail)

  show.step(10, 'The nurse is still involved, and renews hers')
  const renewed = await story.postAs(
    'jeugdverpleegkundige',
    `/v1/signals/${story.first.body.id}/renewals`,
    {},
  )
  show.answer(renewed, `Its term starts again today: until ${renewed.body.removalDate}.`)

  show.step(11, 'A care adviser of a school registers the same young person')
  show.answer(
    await story.registerAs('zorgadviseur'),
    'The match has three again. This one alone is told, once, of who was involved before.',
  )
  const { body: notices } = await story.getAs('zorgadviseur', '/v1/archive-notices')
  show.contacts(notices.items[0].archivedSignals)
  show.end()
}

main().catch((error: unknown) => {
  show.failure(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
