import { type Ground, grounds } from '../ground/law.ts'

/** What an article says that the logbook cites, for a reader who has not read it (R20, R21). */
export const groundMeanings: Readonly<Record<Ground, string>> = {
  [grounds.purpose]: 'niemand mag in de verwijsindex zoeken of iemand erin staat.',
  [grounds.match]: 'de verwijsindex legt verband tussen signalen over dezelfde jongere.',
  [grounds.accountability]: 'de verwijsindex houdt bij wie wat heeft gedaan en gezien.',
  [grounds.moves]: 'na een verhuizing hoort de nieuwe gemeente van de match.',
  [grounds.reports]: 'de gemeente krijgt cijfers die over niemand in het bijzonder gaan.',
  [grounds.connection]: 'de gemeente maakt afspraken met de organisaties.',
  [grounds.followUp]: 'de gemeente gaat na of professionals na een match contact hebben gehad.',
  [grounds.coordination]:
    'een coördinator zorgt binnen de eigen organisatie dat signalen goed worden afgehandeld.',
  [grounds.registration]: 'een professional mag een signaal afgeven.',
  [grounds.identity]: 'de gegevens moeten bij de juiste jongere horen.',
  [grounds.notification]: 'na een match krijgen de professionals elkaars naam en contactgegevens.',
  [grounds.ownSignals]: 'een professional mag de eigen signalen bekijken.',
  [grounds.endingByProfessional]: 'een professional stopt een signaal dat niet klopt of niet meer nodig is.',
  [grounds.ending]: 'een signaal stopt als de tijd voorbij is, en kan worden verlengd.',
  [grounds.archive]: 'wie een nieuw signaal afgeeft, hoort van eerdere signalen in het archief.',
  [grounds.archiveNotice]: 'wie een nieuw signaal afgeeft, hoort van eerdere signalen in het archief.',
  [grounds.rights]:
    'ouders en jongeren hebben recht op informatie, en kunnen vragen om gegevens te verbeteren of te wissen.',
  [grounds.information]: 'het recht om te horen dat er gegevens zijn, en van wie.',
  [grounds.access]: 'het recht op inzage.',
  [grounds.rectification]: 'het recht om gegevens te laten verbeteren.',
  [grounds.erasure]: 'het recht om gegevens te laten wissen.',
  [grounds.objection]: 'het recht om bezwaar te maken tegen het gebruik van gegevens.',
}
