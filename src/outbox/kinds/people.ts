import { grounds } from '../../ground/law.ts'
import { alike, type Kinds } from './entry.ts'

/** What is told to people about their own part in the index. */
export const ofPeople = {
  details_confirmation_due: {
    ground: grounds.coordination,
    over: 'confirmation_is_over',
    told: 'recipient_holds_role',
    noAccess: "it is about the recipient's own details, and about no young person",
    mail: alike({
      subject: 'Kloppen uw gegevens in de verwijsindex nog?',
      news: 'Twee keer per jaar vragen wij u te bevestigen dat uw contactgegevens in de verwijsindex kloppen.',
      request:
        'Bekijk uw gegevens en bevestig ze. Klopt er iets niet? Zeg het de coördinator van uw organisatie.',
    }),
  },
  invitation: {
    ground: grounds.connection,
    over: 'invitation_is_over',
    told: 'invitation_can_be_accepted',
    noAccess: 'it is about who takes part, and about no young person',
    mail: alike({
      subject: 'U bent uitgenodigd voor de verwijsindex',
      news: 'U bent uitgenodigd om deel te nemen aan de verwijsindex.',
      request: 'Open de koppeling hieronder en meld u aan om de uitnodiging te lezen en te aanvaarden.',
    }),
  },
  officers_changed: {
    ground: grounds.connection,
    over: 'news_is_over',
    told: 'recipient_holds_role',
    noAccess: 'it is about who takes part, and about no young person',
    mail: alike({
      subject: 'De functionarissen in de verwijsindex zijn gewijzigd',
      news: 'Een andere beheerder heeft iemand een rol in de verwijsindex gegeven, of een rol beëindigd.',
      request: 'Bekijk in de verwijsindex wie nu welke rol heeft, en ga na of dat klopt.',
    }),
  },
  taken_over_by_colleague: {
    ground: grounds.coordination,
    over: 'news_is_over',
    told: 'recipient_holds_role',
    noAccess: 'it says that a colleague goes on, and neither with which signal nor about whom',
    mail: alike({
      subject: 'Een collega neemt in de verwijsindex werk van u over',
      news: 'Een coördinator van uw organisatie heeft een of meer signalen van u aan een collega overgedragen, of een waarnemer voor u vastgelegd.',
      request:
        'Bekijk in de verwijsindex wat u nog zelf in handen hebt. Klopt het niet? Vraag het uw coördinator.',
    }),
  },
} as const satisfies Kinds
