/** What an article says that a look or a registration rests on, for a reader who has not read it (R20, R21). */
export const groundMeanings: Readonly<Record<string, string>> = {
  'Jw 7.1.2.3 c': 'de verwijsindex legt verband tussen signalen over dezelfde jongere.',
  'Jw 7.1.3.1': 'de gemeente maakt afspraken met de organisaties.',
  'Jw 7.1.3.2': 'de gemeente gaat na of professionals na een match contact hebben gehad.',
  'Jw 7.1.3.3': 'een coördinator zorgt binnen de eigen organisatie dat signalen goed worden afgehandeld.',
  'Jw 7.1.4.1': 'een professional mag een signaal afgeven.',
  'Jw 7.1.4.2': 'de gegevens moeten bij de juiste jongere horen.',
  'Jw 7.1.4.3 lid 2': 'na een match krijgen de professionals elkaars naam en contactgegevens.',
  'Jw 7.1.4.4': 'een professional mag de eigen signalen bekijken.',
  'Jw 7.1.4.5 lid 1': 'een professional stopt een signaal dat niet klopt of niet meer nodig is.',
  'Jw 7.1.4.5 lid 2': 'een signaal stopt als de tijd voorbij is, en kan worden verlengd.',
  'Jw 7.1.4.6': 'wie een nieuw signaal afgeeft, hoort van eerdere signalen in het archief.',
  'Jw 7.1.4.6 lid 2': 'wie een nieuw signaal afgeeft, hoort van eerdere signalen in het archief.',
  'Jw 7.1.5':
    'ouders en jongeren hebben recht op informatie, en kunnen vragen om gegevens te verbeteren of te wissen.',
  'GDPR 15': 'het recht op inzage.',
  'GDPR 16': 'het recht om gegevens te laten verbeteren.',
  'GDPR 17': 'het recht om gegevens te laten wissen.',
  'GDPR 21': 'het recht om bezwaar te maken tegen het gebruik van gegevens.',
}
