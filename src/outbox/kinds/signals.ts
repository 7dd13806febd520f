import { grounds } from '../../ground/law.ts'
import { alike, type Kinds } from './entry.ts'

/** What is told of a signal, or of a request about it. */
export const ofSignals = {
  signal_about_to_lapse: {
    ground: grounds.ending,
    over: 'lapse_is_over',
    told: 'recipient_holds_role',
    access: { by: 'signal', words: 'Een signaal loopt bijna af' },
    mail: alike({
      subject: 'Een signaal van u in de verwijsindex loopt binnenkort af',
      news: 'Een signaal dat u hebt afgegeven, bereikt binnenkort zijn verwijderdatum.',
      request:
        'Bent u nog betrokken? Verleng het signaal dan in de verwijsindex. Is dat niet meer nodig? Beëindig het, of doe niets: dan loopt het vanzelf af.',
    }),
  },
  archived_signals_found: {
    ground: grounds.archiveNotice,
    over: 'archive_is_over',
    told: 'recipient_holds_role_and_signal',
    access: { by: 'archive', words: 'Er zijn eerdere signalen in het archief' },
    mail: alike({
      subject: 'Er zijn eerdere signalen in het archief van de verwijsindex',
      news: 'Over een jeugdige voor wie u een signaal hebt afgegeven, staan eerdere signalen in het archief.',
      request:
        'Bekijk in de verwijsindex wie eerder betrokken was. Alleen u krijgt dit bericht, en maar één keer.',
    }),
  },
  quick_withdrawal: {
    ground: grounds.purpose,
    over: 'withdrawal_is_over',
    told: 'recipient_holds_role',
    access: { by: 'signal', words: 'Een signaal is snel weer gestopt' },
    mail: alike({
      subject: 'Een signaal in de verwijsindex is snel weer ingetrokken',
      news: 'Een signaal dat een match opleverde, is binnen 24 uur beëindigd als onterecht afgegeven.',
      request: 'Bekijk in de verwijsindex om welke professional het gaat, en ga na of dit klopt.',
    }),
  },
  identity_conflict: {
    ground: grounds.identity,
    over: 'conflict_is_over',
    told: 'recipient_holds_role',
    access: { by: 'birth_dates', words: 'Twee signalen hebben verschillende gegevens' },
    mail: alike({
      subject: 'Een verschil in de verwijsindex vraagt uw aandacht',
      news: 'Twee registraties in de verwijsindex komen niet overeen.',
      request:
        'Bekijk in de verwijsindex om welke professionals het gaat, en laat hen hun gegevens nakijken.',
    }),
  },
  advice_asked: {
    ground: grounds.rights,
    over: 'advice_is_over',
    told: 'recipient_holds_role',
    access: { by: 'signal', words: 'De gemeente vraagt advies over een verzoek' },
    mail: alike({
      subject: 'Uw advies wordt gevraagd over een verzoek aan de verwijsindex',
      news: 'Een gemeente heeft een verzoek ontvangen dat een signaal van u betreft, en vraagt uw advies.',
      request: 'Bekijk het verzoek in de verwijsindex, en kies uw advies.',
    }),
  },
  signal_destroyed: {
    ground: grounds.rectification,
    over: 'news_is_over',
    told: 'recipient_holds_role',
    noAccess: 'nothing is left by then of the young person, to whom it could be told',
    mail: alike({
      subject: 'Een signaal van u in de verwijsindex is vernietigd',
      news: 'Een gemeente heeft een geboortedatum gecorrigeerd. De jeugdige is daardoor 23 of ouder, en een signaal van u is vernietigd.',
      request:
        'Bekijk in de verwijsindex welke signalen u nog hebt. Denkt u dat dit een vergissing is? Neem contact op met de gemeente.',
    }),
  },
} as const satisfies Kinds
