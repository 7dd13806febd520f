/** The words of law and practice, and what they are called here; part of the public document. */
export const glossary = [
  { dutch: 'jeugdige', english: 'youngPerson', meaning: 'A person who has not yet turned 23.' },
  {
    dutch: 'melding, in daily use signaal',
    english: 'signal',
    meaning: 'A content-free registration of involvement.',
  },
  {
    dutch: 'signaal (law), in daily use match',
    english: 'match',
    meaning: 'Two or more signals on one young person.',
  },
  {
    dutch: 'matchbericht, attendering',
    english: 'notification',
    meaning: 'Tells a recipient that there is something to look at: a match, for instance.',
  },
  {
    dutch: 'meldingsbevoegde',
    english: 'professional',
    meaning: 'Designated by an organisation to register.',
  },
  {
    dutch: 'instantie',
    english: 'organisation',
    meaning: 'Employs professionals; belongs to one of seven domains.',
  },
  {
    dutch: 'convenant, samenwerkingsafspraken',
    english: 'convenant',
    meaning: 'Written agreement of a municipality.',
  },
  {
    dutch: 'convenantpartner, aangesloten partij',
    english: 'partner',
    meaning: 'An organisation under a convenant.',
  },
  {
    dutch: 'coördinator, instellingsbeheerder',
    english: 'coordinator',
    meaning: 'Manages the professionals of an organisation, and hands their signals over.',
  },
  { dutch: 'overdracht', english: 'handOver', meaning: 'A colleague takes a signal over.' },
  { dutch: 'waarnemer', english: 'deputy', meaning: 'Is told, and reached, for a colleague who is away.' },
  { dutch: 'gemeente, college', english: 'municipality', meaning: 'Known by its CBS code.' },
  { dutch: 'degene die nagaat of er contact is geweest', english: 'followUpOfficer', meaning: 'Jw 7.1.3.2.' },
  {
    dutch: 'verwijderdatum',
    english: 'removalDate',
    meaning: 'When a signal is removed: at most two years on.',
  },
  {
    dutch: 'verlenging',
    english: 'renewal',
    meaning: 'The professional judges anew, and the term of a signal starts again.',
  },
  {
    dutch: 'historisch meldingenarchief',
    english: 'archive',
    meaning: 'Ended signals, kept for five years.',
  },
  {
    dutch: 'snelle intrekking',
    english: 'quickWithdrawal',
    meaning: 'A signal that met others, ended as unfounded within 24 hours.',
  },
  {
    dutch: 'herindeling',
    english: 'merger',
    meaning: 'Municipalities continue as one, from a given day.',
  },
  {
    dutch: 'functionaris',
    english: 'officer',
    meaning: 'Holds a role by appointment, in a municipality or in the index as a whole.',
  },
  {
    dutch: 'gemeentelijk beheerder',
    english: 'municipalAdministrator',
    meaning: 'Makes the agreements of a municipality and connects its partners.',
  },
  {
    dutch: 'functioneel beheerder',
    english: 'functionalAdministrator',
    meaning: 'Keeps the index as a whole in order.',
  },
  {
    dutch: 'verzoek van een betrokkene',
    english: 'subjectRequest',
    meaning: 'A guardian or young person uses a right: their municipality decides.',
  },
  {
    dutch: 'inzage, correctie, verwijdering, bezwaar',
    english: 'access, rectification, erasure, objection',
    meaning: 'The rights of the data subject.',
  },
  {
    dutch: 'advies',
    english: 'advice',
    meaning: 'What a professional thinks of a request: a choice, never a text.',
  },
  { dutch: 'besluit', english: 'decision', meaning: 'Of a municipality on a request: granted or refused.' },
  {
    dutch: 'inzagedocument',
    english: 'accessDocument',
    meaning: 'The answer to a granted request for access.',
  },
  {
    dutch: 'bewijs van vernietiging',
    english: 'certificate',
    meaning: 'Of what a granted request destroyed.',
  },
  { dutch: 'brief', english: 'letter', meaning: 'Informs a guardian or young person of a signal.' },
  {
    dutch: 'privacy officer',
    english: 'privacyOfficer',
    meaning: 'Decides on requests of data subjects for a municipality.',
  },
  {
    dutch: 'beëindiging door een gemeente',
    english: 'windDown',
    meaning: 'A municipality stops with a convenant; what was under it moves or is destroyed.',
  },
  { dutch: 'logboek', english: 'logbook', meaning: 'Who registered, received or saw what, and when.' },
  {
    dutch: 'toezichthouder',
    english: 'supervisor',
    meaning: 'Reads the logbook, and reports that can be traced to nobody.',
  },
  {
    dutch: 'burgerservicenummer',
    english: 'bsn',
    meaning: 'The number of a young person; never in an address.',
  },
] as const
