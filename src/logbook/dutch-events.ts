import type { LogbookEvent } from '../../db/tables/logbook.ts'

/** What each event of the logbook is, as people read it (R5, R20). */
export const dutchEvents: Readonly<Record<LogbookEvent, string>> = {
  // What a professional does, and what it sets off.
  signal_registered: 'Een signaal is geregistreerd.',
  signal_repeated: 'Een signaal dat er al stond is nog eens geregistreerd.',
  registration_refused: 'Een registratie is geweigerd.',
  signal_renewed: 'Een signaal is verlengd.',
  signal_ended: 'Een signaal is beëindigd.',
  signal_moved: 'Een signaal valt voortaan onder een andere gemeente of een ander convenant.',
  signal_handed_over: 'Een collega gaat met een signaal verder.',
  match_created: 'Een match is ontstaan.',
  match_joined: 'Een signaal is bij een match gekomen.',
  match_left: 'Een signaal hoort niet meer bij een match.',
  match_closed: 'Een match is gesloten.',
  identity_conflict_found: 'Registraties spreken elkaar tegen over wie het is.',
  quick_withdrawal_found: 'Een signaal met een match is binnen een dag als onterecht ingetrokken.',

  // What was told to whom.
  notification_made: 'Een bericht staat klaar voor de ontvanger.',
  notification_sent: 'Een bericht is afgeleverd.',
  notification_withheld: 'Een bericht is niet verstuurd, omdat de ontvanger het niet meer mag krijgen.',
  notification_opened: 'Een bericht is door de ontvanger geopend.',

  // Who saw what.
  signals_viewed: 'Een eigen signaal is bekeken.',
  bsn_disclosed: 'Het burgerservicenummer bij een eigen signaal is getoond.',
  matches_viewed: 'Een match is bekeken.',
  notifications_viewed: 'Eigen berichten zijn bekeken.',
  archived_signals_viewed: 'Een melder is gewezen op eerdere signalen.',
  signals_of_colleague_viewed: 'Een signaal van een collega is bekeken.',
  identity_conflicts_viewed: 'Een tegenspraak over de identiteit is bekeken.',
  quick_withdrawals_viewed: 'Snelle intrekkingen zijn bekeken.',
  accounts_viewed: 'Gegevens van een collega of functionaris zijn bekeken.',
  overview_viewed: 'Het overzicht van aangesloten partners is bekeken.',
  report_viewed: 'Cijfers zijn opgevraagd.',
  action_refused: 'Iemand vroeg iets dat die niet mag, of dat er voor die niet is.',

  // Who is connected.
  municipality_recorded: 'Een gemeente is vastgelegd.',
  municipalities_merged: 'Een herindeling is vastgelegd.',
  convenant_recorded: 'Een convenant is vastgelegd.',
  convenant_agreed: 'Een gemeente doet mee aan een convenant.',
  convenant_changed: 'Een convenant is gewijzigd.',
  organisation_recorded: 'Een organisatie is vastgelegd.',
  organisation_changed: 'Een organisatie is gewijzigd.',
  party_listed: 'Een organisatie staat in een convenant.',
  party_removed: 'Een organisatie staat niet meer in een convenant.',
  partner_invited: 'Een organisatie is uitgenodigd als partner.',
  partner_changed: 'De aansluiting van een partner is gewijzigd.',
  partner_state_changed: 'Een partner is een stap verder of terug.',
  partners_imported: 'Partners zijn ingelezen.',
  partners_exported: 'Partners zijn uitgelezen.',
  invitation_made: 'Iemand is uitgenodigd.',
  invitation_accepted: 'Een uitnodiging is aangenomen.',

  // People and their roles.
  account_added: 'Iemand is toegevoegd.',
  account_changed: 'Gegevens van iemand zijn gewijzigd.',
  account_withdrawn: 'Iemand is afgemeld.',
  accounts_imported: 'Collega’s zijn ingelezen.',
  accounts_exported: 'Collega’s zijn uitgelezen.',
  role_granted: 'Iemand heeft een rol gekregen.',
  role_ended: 'Een rol is beëindigd.',
  absence_recorded: 'Een afwezigheid is vastgelegd.',
  absence_ended: 'Een afwezigheid is beëindigd.',
  details_confirmed: 'Iemand heeft de eigen gegevens bevestigd.',

  // What the clock of the law does.
  young_person_destroyed: 'Alles over een jeugdige is vernietigd.',
  death_recorded: 'Een overlijden is verwerkt.',
  retention_certified: 'De dagelijkse opschoning is voor een regel en een dag afgerond.',
  retention_refused: 'De dagelijkse opschoning is niet begonnen, omdat de klok versprong.',
  retention_clock_accepted: 'Een sprong van de klok is aanvaard.',
  destruction_certified: 'Een verklaring van vernietiging is opgemaakt.',
  ledger_replayed: 'Vernietigingen zijn na terugzetten van een reservekopie opnieuw uitgevoerd.',
  wind_down_begun: 'Een gemeente stopt met een convenant.',
  wind_down_viewed: 'De afbouw van een convenant is bekeken.',

  // The rights of the data subject.
  request_opened: 'Een verzoek van een betrokkene is geopend.',
  request_extended: 'De termijn van een verzoek is verlengd.',
  advice_given: 'Een professional heeft advies gegeven over een verzoek.',
  request_decided: 'Op een verzoek is besloten.',
  requests_viewed: 'Verzoeken van betrokkenen zijn bekeken.',
  advice_requests_viewed: 'Adviesvragen zijn bekeken.',
  access_document_made: 'Een inzagedocument is gemaakt.',
  certificate_viewed: 'Een verklaring is bekeken.',
  letter_made: 'Een informatiebrief voor jeugdige of ouders is gemaakt.',

  // The logbook itself.
  checkpoint_signed: 'De stand van het logboek is ondertekend.',
  logbook_viewed: 'Het logboek is ingezien.',
  logbook_exported: 'Het logboek is uitgevoerd.',
}
