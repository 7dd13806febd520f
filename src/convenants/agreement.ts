/**
 * What an organisation agrees to when its contact person accepts the invitation of a municipality (R4, Jw 7.1.3.1): the statement of
 * agreement, sentence by sentence, as it is shown. The agreements themselves are in the document that the convenant refers to.
 */
export const statementOfAgreement = [
  'Ik ben bevoegd om namens mijn organisatie deel te nemen aan het convenant over de verwijsindex.',
  'Mijn organisatie kent de afspraken van het convenant en komt ze na.',
  'Mijn organisatie wijst zelf de professionals aan die een signaal mogen afgeven, en houdt hun gegevens bij.',
  'Een signaal wordt alleen afgegeven op een grond van de Jeugdwet (artikel 7.1.4.1) en bevat geen reden of toelichting.',
  'De jeugdige of diens ouders worden geïnformeerd over een signaal en over hun rechten.',
  'Na een match nemen onze professionals contact op met de andere betrokkenen.',
  'Ik word de eerste coördinator van mijn organisatie in de verwijsindex.',
] as const
