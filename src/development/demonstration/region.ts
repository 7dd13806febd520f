import type { Category } from '../../ground/law.ts'

/**
 * A demonstration region: Zwolle, its convenant, partners in every state and people in every role. The organisations are those
 * that the council's papers of 2016 and 2017 name; the people are made up.
 */

export const municipalities = [{ code: '0193', name: 'Zwolle' }]

export interface DemonstrationOrganisation {
  readonly key: string
  readonly name: string
  readonly category: Category
  readonly kind?: 'independent'
  readonly state: 'invited' | 'agreed' | 'connected' | 'suspended' | 'ended'
}

export const organisations: readonly DemonstrationOrganisation[] = [
  { key: 'ggd', name: 'GGD IJsselland', category: 'youth_health_care_organisation', state: 'connected' },
  {
    key: 'leerplicht',
    name: 'Leerplicht Zwolle',
    category: 'school_attendance_officer',
    kind: 'independent',
    state: 'connected',
  },
  { key: 'wijkteam', name: 'Sociaal Wijkteam Zwolle', category: 'neighbourhood_team', state: 'connected' },
  {
    key: 'veilig-thuis',
    name: 'Veilig Thuis IJsselland',
    category: 'advice_and_reporting_centre',
    state: 'connected',
  },
  { key: 'jbov', name: 'Jeugdbescherming Overijssel', category: 'certified_institution', state: 'connected' },
  {
    key: 'raad',
    name: 'Raad voor de Kinderbescherming',
    category: 'child_protection_board',
    state: 'connected',
  },
  { key: 'wsg', name: 'William Schrikker Groep', category: 'certified_institution', state: 'connected' },
  {
    key: 'leger-des-heils',
    name: 'Leger des Heils',
    category: 'homeless_and_womens_shelter',
    state: 'connected',
  },
  { key: 'deltion', name: 'Deltion College', category: 'vocational_education', state: 'connected' },
  { key: 'kadera', name: 'Kadera', category: 'homeless_and_womens_shelter', state: 'agreed' },
  { key: 'talentstad', name: 'Talentstad', category: 'secondary_school', state: 'invited' },
  { key: 'de-kern', name: 'De Kern', category: 'social_work', state: 'suspended' },
  { key: 'mindfit', name: 'Mindfit', category: 'mental_health_care', state: 'ended' },
]

/** On the convenant's own list beside its partners, and not invited yet. */
export const listedOnly: readonly Pick<DemonstrationOrganisation, 'key' | 'name' | 'category'>[] = [
  { key: 'mee', name: 'MEE', category: 'client_support' },
  { key: 'ooz', name: 'OOZ', category: 'primary_school' },
  { key: 'ivh', name: 'Integrale Vroeghulp IJsseloevers', category: 'youth_help_provider' },
]

export interface DemonstrationAccount {
  /** Also the subject of its tokens: `npm run token -- --as <key>`. */
  readonly key: string
  readonly organisation: string | null
  readonly name: string
  readonly jobTitle: string
  readonly roles: readonly (readonly [role: string, municipality?: string])[]
}

export const accounts: readonly DemonstrationAccount[] = [
  {
    key: 'jeugdverpleegkundige',
    organisation: 'ggd',
    name: 'Sanne de Wit',
    jobTitle: 'Jeugdverpleegkundige',
    roles: [['professional']],
  },
  {
    key: 'jeugdarts',
    organisation: 'ggd',
    name: 'Hugo Meulenbelt',
    jobTitle: 'Jeugdarts',
    roles: [['professional']],
  },
  {
    key: 'coordinator',
    organisation: 'ggd',
    name: 'Ria Zandbergen',
    jobTitle: 'Coördinator verwijsindex',
    roles: [['coordinator']],
  },
  {
    key: 'leerplichtambtenaar',
    organisation: 'leerplicht',
    name: 'Karim Bouzidi',
    jobTitle: 'Leerplichtambtenaar',
    roles: [['professional'], ['coordinator']],
  },
  {
    key: 'gezinscoach',
    organisation: 'wijkteam',
    name: 'Marijke Postma',
    jobTitle: 'Gezinscoach',
    roles: [['professional']],
  },
  {
    key: 'vertrouwensarts',
    organisation: 'veilig-thuis',
    name: 'Femke Oosterhof',
    jobTitle: 'Vertrouwensarts',
    roles: [['professional']],
  },
  {
    key: 'jeugdbeschermer',
    organisation: 'jbov',
    name: 'Joost Kamphuis',
    jobTitle: 'Jeugdbeschermer',
    roles: [['professional']],
  },
  {
    key: 'raadsonderzoeker',
    organisation: 'raad',
    name: 'Nadia el Amrani',
    jobTitle: 'Raadsonderzoeker',
    roles: [['professional']],
  },
  {
    key: 'jeugdreclasseerder',
    organisation: 'wsg',
    name: 'Tim Veldhuis',
    jobTitle: 'Jeugdreclasseerder',
    roles: [['professional']],
  },
  {
    key: 'woonbegeleider',
    organisation: 'leger-des-heils',
    name: 'Ineke Schuurman',
    jobTitle: 'Woonbegeleider',
    roles: [['professional']],
  },
  {
    key: 'zorgadviseur',
    organisation: 'deltion',
    name: 'Bram Luttikhuis',
    jobTitle: 'Zorgadviseur',
    roles: [['professional']],
  },
  {
    key: 'opvangmedewerker',
    organisation: 'kadera',
    name: 'Lotte Brinkman',
    jobTitle: 'Medewerker opvang',
    roles: [['professional']],
  },
  {
    key: 'mentor',
    organisation: 'talentstad',
    name: 'Stefan Groothuis',
    jobTitle: 'Mentor',
    roles: [['professional']],
  },
  {
    key: 'maatschappelijk-werker',
    organisation: 'de-kern',
    name: 'Yvonne Hulst',
    jobTitle: 'Maatschappelijk werker',
    roles: [['professional']],
  },
  {
    key: 'psycholoog',
    organisation: 'mindfit',
    name: 'Roel Dijkstra',
    jobTitle: 'Psycholoog',
    roles: [['professional']],
  },
  {
    key: 'procesregisseur',
    organisation: null,
    name: 'Anneke Visscher',
    jobTitle: 'Procesregisseur gemeente Zwolle',
    roles: [['follow_up_officer', '0193']],
  },
  {
    key: 'gemeentelijk-beheerder',
    organisation: null,
    name: 'Peter Hofstee',
    jobTitle: 'Beleidsadviseur jeugd',
    roles: [['municipal_administrator', '0193']],
  },
  {
    key: 'privacyfunctionaris',
    organisation: null,
    name: 'Esther Wolters',
    jobTitle: 'Privacy officer gemeente Zwolle',
    roles: [['privacy_officer', '0193']],
  },
  {
    // Who opens a request of a data subject does not decide on it.
    key: 'privacymedewerker',
    organisation: null,
    name: 'Ruben Dekker',
    jobTitle: 'Medewerker privacy gemeente Zwolle',
    roles: [['privacy_officer', '0193']],
  },
  {
    key: 'toezichthouder',
    organisation: null,
    name: 'Gerard Nijland',
    jobTitle: 'Toezichthouder',
    roles: [['supervisor']],
  },
  {
    key: 'functioneel-beheerder',
    organisation: null,
    name: 'Chantal Reuvers',
    jobTitle: 'Functioneel beheerder',
    roles: [['functional_administrator']],
  },
  {
    key: 'bronsysteem',
    organisation: 'deltion',
    name: 'Leerlingvolgsysteem',
    jobTitle: 'Bronsysteem',
    roles: [['source_system']],
  },
]
