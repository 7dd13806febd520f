import { grounds } from '../../ground/law.ts'
import { alike, type Kinds } from './entry.ts'

/** What is told of a match to those who take part in it, and to who follows it up (R15, R17). */
export const ofMatches = {
  match_created: {
    ground: grounds.notification,
    over: 'match_is_over',
    told: 'recipient_holds_role',
    access: { by: 'match', words: 'Er is een match' },
    mail: {
      professional: {
        subject: 'Er is een match in de verwijsindex',
        news: 'Er is een match ontstaan met een signaal van u in de verwijsindex.',
        request: 'Bekijk in de verwijsindex wie er nog meer betrokken is, en neem contact op.',
      },
      officer: {
        subject: 'Er is een match in de verwijsindex',
        news: 'Er is een match ontstaan in de verwijsindex van uw gemeente.',
        request: 'Bekijk in de verwijsindex wie er betrokken zijn, en ga na of zij contact hebben.',
      },
    },
  },
  participant_joined: {
    ground: grounds.notification,
    over: 'match_is_over',
    told: 'recipient_holds_role',
    access: { by: 'match', words: 'Er is iemand bij de match gekomen' },
    mail: {
      professional: {
        subject: 'Een match in de verwijsindex is uitgebreid',
        news: 'Een match met een signaal van u in de verwijsindex heeft een nieuwe deelnemer.',
        request: 'Bekijk in de verwijsindex wie er nog meer betrokken is, en neem contact op.',
      },
      officer: {
        subject: 'Een match in de verwijsindex is uitgebreid',
        news: 'Een match in de verwijsindex van uw gemeente heeft een nieuwe deelnemer.',
        request: 'Bekijk in de verwijsindex wie er betrokken zijn, en ga na of zij contact hebben.',
      },
    },
  },
  participant_changed: {
    ground: grounds.notification,
    over: 'match_is_over',
    told: 'recipient_holds_role',
    access: { by: 'match', words: 'Een collega heeft een signaal in de match overgenomen' },
    mail: alike({
      subject: 'Een match in de verwijsindex heeft een andere contactpersoon',
      news: 'In een match met een signaal van u in de verwijsindex heeft een collega het van een deelnemer overgenomen.',
      request: 'Bekijk in de verwijsindex wie u nu kunt bereiken.',
    }),
  },
  participant_left: {
    ground: grounds.notification,
    over: 'leaving_is_over',
    told: 'recipient_holds_role',
    access: { by: 'match', words: 'Iemand hoort niet meer bij de match' },
    mail: alike({
      subject: 'Iemand heeft een match in de verwijsindex verlaten',
      news: 'Het signaal van een andere deelnemer aan een match met een signaal van u is beëindigd.',
      request: 'Bekijk in de verwijsindex wie er nu nog betrokken is.',
    }),
  },
  match_taken_over: {
    ground: grounds.notification,
    over: 'match_is_over',
    told: 'recipient_holds_role',
    access: { by: 'match', words: 'De ontvanger heeft de match overgenomen' },
    mail: alike({
      subject: 'U hebt een match in de verwijsindex overgenomen',
      news: 'De coördinator van uw organisatie heeft een signaal met een match aan u overgedragen.',
      request: 'Bekijk in de verwijsindex wie er nog meer betrokken is, en neem contact op.',
    }),
  },
} as const satisfies Kinds
