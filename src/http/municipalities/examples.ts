/** Examples of municipalities in the public document, by the name of the schema. */

const municipality = {
  code: '0193',
  name: 'Zwolle',
  validFromDate: '1900-01-01',
  validUntilDate: null,
  successor: null,
}

export const municipalityExamples: Readonly<Record<string, unknown>> = {
  MunicipalityRecording: { code: '0193', name: 'Zwolle', validFromDate: '1900-01-01' },
  Municipality: municipality,
  MunicipalityPage: { items: [municipality], next: null },
  MunicipalityMerger: {
    formerCodes: ['0150', '0193'],
    successor: { code: '9001', name: 'IJsselstad' },
    mergerDate: '2027-01-01',
  },
}
