/** An example of a document for people in the public document, by the name of the schema. */

const peoplesDocument = {
  kind: 'registration_letter',
  language: 'nl-NL',
  title: 'Brief over de verwijsindex',
  sender: 'GGD IJsselland',
  addressee: 'de ouder(s) of voogd(en)',
  date: '2026-11-22',
  facts: [{ label: 'Van', value: 'S. de Wit, jeugdverpleegkundige' }],
  sections: [
    {
      heading: null,
      blocks: [
        { kind: 'paragraph', text: 'Beste ouder of voogd,' },
        { kind: 'list', items: ['wie de professional is, en hoe die te bereiken is'] },
      ],
    },
  ],
}

export const documentExamples: Readonly<Record<string, unknown>> = {
  PeoplesDocument: peoplesDocument,
}
