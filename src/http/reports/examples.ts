/** Examples of reports in the public document, by the name of the schema. */

const reportFigure = {
  quarter: '2026-Q3',
  municipalityCode: null,
  domain: 'youth_help',
  kind: null,
  count: 128,
  complete: true,
}

export const reportExamples: Readonly<Record<string, unknown>> = {
  ReportFigure: reportFigure,
  ReportFigures: { publishedQuarters: ['2026-Q3'], items: [reportFigure] },
}
