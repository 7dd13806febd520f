import { inflateSync } from 'node:zlib'
import t from 'tap'
import { colours } from '../../src/documents/page/style.ts'
import { categories, categoryNames, domains } from '../../src/ground/law.ts'
import type { Overview, OverviewPartner } from '../../src/overview/overview.ts'
import { drawPlot } from '../../src/overview/report/plot.ts'
import { renderPdf, renderSvg } from '../../src/overview/report/render.ts'
import { makeReport } from '../../src/overview/report/report.ts'
import { toShape } from '../../src/overview/report/shapes.ts'

const figure = (count: number | null, complete = true) => ({ count, complete })
const quarter = (name: string, signals: object, matches: object, published = true) => ({
  quarter: name,
  published,
  signals,
  matches,
})
const organisation = (name: string) => ({
  id: name,
  name,
  domain: 'social_support',
  category: 'social_work',
  kind: 'institution',
})

function partner(name: string, anchorUntilDate: string | null, state = 'connected'): OverviewPartner {
  return {
    organisation: organisation(name),
    state,
    anchor: 'subsidy',
    anchorUntilDate,
    professionals: 4,
  } as OverviewPartner
}

const overview = {
  onDate: '2026-11-25',
  municipality: { code: '0193', name: 'Zwolle' },
  convenants: [
    {
      id: 'c',
      title: 'Convenant <Zwolle> & meer',
      tacitRenewalMonths: 24,
      currentPeriodUntilDate: '2026-12-31',
    },
    { id: 'd', title: 'Zonder einde', tacitRenewalMonths: null, currentPeriodUntilDate: null },
  ],
  states: { invited: 4, agreed: 2, connected: 1027, suspended: 1, ended: 3 },
  domains: domains.map((domain, n) => ({
    domain,
    connectedOrganisations: [6, 1, 1005, 7, 6, 0, 2][n],
    professionals: 100 * n,
    quarters: [],
    missingCategories: domain === 'health_care' ? ['hospital', 'midwife'] : [],
  })),
  quarters: [
    quarter('2025-Q4', figure(null, false), figure(null, false), false),
    quarter('2026-Q1', figure(412), figure(null, false)),
    quarter('2026-Q2', figure(455, false), figure(0)),
    quarter('2026-Q3', figure(1230), figure(121, false)),
  ],
  partners: [
    partner('Voorbij', '2026-11-24'),
    partner('Binnenkort', '2027-03-31'),
    partner('Op de dag', '2027-11-25'),
    partner('Later', '2027-11-26'),
    partner('Al beëindigd', '2027-01-01', 'ended'),
    partner('Zonder eind', null),
  ],
  missing: [
    { convenantId: 'c', organisation: organisation('Talentstad'), state: 'invited' },
    { convenantId: 'c', organisation: organisation('Súdwest “Łódź”'), state: null },
  ],
} as unknown as Overview

/** The most that there can be to say. */
const crowded = {
  ...overview,
  domains: overview.domains.map((each) => ({
    ...each,
    missingCategories: categoryNames.filter((name) => categories[name] === each.domain),
  })),
  partners: Array.from({ length: 900 }, (_, n) =>
    partner(`Stichting met een heel lange naam voor jeugd en gezin in de regio ${n}`, '2027-01-01'),
  ),
  missing: Array.from({ length: 900 }, (_, n) => ({
    convenantId: 'c',
    organisation: organisation(`Stichting met een heel lange naam voor jeugd en gezin in de regio ${n}`),
    state: null,
  })),
} as unknown as Overview

t.test('R4, R22: what the report says', async (t) => {
  const report = makeReport(overview, 8)
  t.equal(report.subtitle, 'Gemeente Zwolle')
  t.equal(report.onDate, 'Stand op 25 november 2026')
  const early = makeReport({ ...overview, quarters: overview.quarters.slice(0, 1) }, 8).keys.slice(2)
  t.strictSame(
    early.map(({ value }) => value),
    ['nog niet bekend', 'nog niet bekend'],
    'what is not made yet is not called too small',
  )
  t.strictSame(report.keys, [
    { value: '1.027', label: 'organisaties aangesloten' },
    { value: '2.100', label: 'mensen mogen signaleren' },
    { value: '1.230', label: 'signalen, 3e kwartaal 2026' },
    { value: 'ten minste 121', label: 'matches, 3e kwartaal 2026' },
  ])
  t.strictSame(
    report.plots.map(({ alternative }) => alternative),
    [
      'Aangesloten organisaties per domein: Jeugdhulp 6; Jeugdgezondheidszorg 1; Gezondheidszorg 1.005; Onderwijs 7; ' +
        'Maatschappelijke ondersteuning 6; Werk en inkomen 0; Politie en justitie 2.',
      'Stand van alle partners: Aangesloten 1.027; Akkoord 2; Uitgenodigd 4; Opgeschort 1; Beëindigd 3; Niet uitgenodigd 1.',
      'Signalen per kwartaal: 4e kwartaal 2025 nog niet bekend; 1e kwartaal 2026 412; 2e kwartaal 2026 ten minste 455; ' +
        '3e kwartaal 2026 1.230.',
      'Matches per kwartaal: 4e kwartaal 2025 nog niet bekend; 1e kwartaal 2026 te klein om te tonen; 2e kwartaal 2026 0; ' +
        '3e kwartaal 2026 ten minste 121.',
    ],
  )
  t.strictSame(
    report.lists.map(({ items, note }) => [items, note]),
    [
      [['Talentstad (uitgenodigd)', 'Súdwest “Łódź” (niet uitgenodigd)'], null],
      [
        [
          '24 nov 2026, voorbij: Voorbij, subsidie',
          '31 dec 2026: Convenant <Zwolle> & meer (wordt stilzwijgend verlengd)',
          '31 mrt 2027: Binnenkort, subsidie',
          '25 nov 2027: Op de dag, subsidie',
        ],
        null,
      ],
      [['Gezondheidszorg: Ziekenhuis, Verloskundige'], null],
    ],
  )
  const short = makeReport(crowded, 3)
  t.strictSame(
    short.lists.slice(0, 2).map(({ items, note }) => [items.length, note]),
    [
      [3, 'En nog 897 andere.'],
      [3, 'En nog 898 andere.'],
    ],
  )
  const nothing = makeReport({ ...overview, convenants: [], partners: [], missing: [] }, 8)
  t.strictSame(
    nothing.lists.slice(0, 2).map(({ items, note }) => [items.length, note]),
    [
      [0, 'Alle partijen op de lijst zijn aangesloten.'],
      [0, 'Er eindigen geen afspraken binnen een jaar.'],
    ],
  )
})

t.test('the picture has every word as text, and tells its plots in words too', async (t) => {
  const svg = renderSvg(overview)
  const { keys, lists, plots, explanation } = makeReport(overview, 8)
  const words = svg
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
  const flat = words.replace(/\s+/g, ' ')
  for (const text of [
    ...keys.map(({ value }) => value),
    ...lists.flatMap(({ title, items }) => [title, ...items]),
    ...plots.map(({ title }) => title),
    explanation.text,
  ])
    t.ok(flat.includes(text), text.slice(0, 40))
  for (const { alternative } of plots) t.ok(svg.includes(`aria-label="${alternative}"`))
  t.equal(svg.match(/te klein om/g)?.length, 4, 'in the bar, told twice, and explained')
  t.match(svg, /^<svg [^>]*viewBox="0 0 595.28 841.89" lang="nl"/)
  t.notMatch(svg, /<script|href=|javascript|ecmeta/)
  t.match(svg, 'Convenant &lt;Zwolle&gt; &amp; meer')
})

t.test(
  'the document is one page of A4, tagged, in Dutch, with a text alternative for each plot',
  async (t) => {
    const pdf = await renderPdf(overview)
    const text = pdf.toString('latin1')
    t.match(text, /^%PDF-1\.7/)
    t.equal(text.match(/\/Type \/Page\b(?!s)/g)?.length, 1)
    t.match(text, '/MediaBox [0 0 595.28 841.89]')
    t.match(text, '/Lang (nl)')
    t.match(text, '/Marked true')
    t.match(text, '/DisplayDocTitle true')
    t.match(text, 'pdfuaid:part>1<')
    t.equal(text.match(/\/S \/Figure/g)?.length, 4)
    t.equal(text.match(/\/S \/H1\b/g)?.length, 1)
    for (const { alternative } of makeReport(overview, 8).plots)
      t.ok(text.includes(`/Alt ${literal(alternative)}`), alternative.slice(0, 30))
    t.ok((await renderPdf(overview)).equals(pdf), 'the same view gives the same bytes')
    t.notOk((await renderPdf({ ...overview, onDate: '2026-11-26' })).equals(pdf))
    t.ok(
      contents(text).some((stream) => /BT[\s\S]*TJ/.test(stream)),
      'and its words are text',
    )
  },
)

t.test('however much there is to say, it stays one page', async (t) => {
  const bottom = Math.max(
    ...[...renderSvg(crowded).matchAll(/<text x="[\d.]+" y="([\d.]+)" font-size/g)].map(([, y]) => Number(y)),
  )
  t.ok(bottom <= 841.89 - 40, `the last line stands at ${bottom}`)
  t.match(renderSvg(crowded), /En nog \d+ andere\./)
})

t.test('what cannot be drawn is refused, not left out', async (t) => {
  const style = {
    text: 'x',
    x: 0,
    y: 0,
    fontSize: 8,
    textAlign: 'left',
    textBaseline: 'middle',
    fill: '#000000',
  }
  const line = { type: 'line', shape: { x1: 0, y1: 0, x2: 1, y2: 1 } }
  t.strictSame(toShape({ type: 'tspan', style, transform: [1, 0, 0, 1, 5, 6] }), {
    kind: 'text',
    x: 5,
    y: 6 + 0.34 * 8,
    text: 'x',
    size: 8,
    anchor: 'start',
    colour: '#000000',
  })
  for (const displayed of [
    { type: 'circle', shape: { r: 1 } },
    { type: 'tspan', style, transform: [0, 1, -1, 0, 0, 0] },
    { type: 'tspan', style, transform: [2, 0, 0, 2, 0, 0] },
    { type: 'tspan', style: { ...style, textAlign: 'start' } },
    { type: 'tspan', style: { ...style, fill: null } },
    { type: 'rect', shape: { x: 0, y: 0, width: Number.NaN, height: 1 }, style: { fill: '#000000' } },
    { ...line, style: { stroke: '#000000' } },
    { ...line, style: { stroke: null, lineWidth: 1 } },
  ])
    t.throws(() => toShape(displayed), /cannot be drawn/)
})

t.test('the picture and the document are written from one drawing', async (t) => {
  const [plot] = makeReport(overview, 8).plots
  if (!plot) throw new Error('a plot is needed')
  const shapes = drawPlot(plot, 240, 122)
  const count = (kind: string) => shapes.filter((shape) => shape.kind === kind).length
  t.equal(count('box'), plot.bars.length, 'a bar each')
  const words = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : [])).join(' ')
  for (const { label } of plot.bars) t.ok(words.includes(label), label)
  const svg = renderSvg(overview)
  for (const shape of shapes)
    if (shape.kind === 'text') t.ok(svg.includes(`>${shape.text}</text>`), shape.text)
})

t.test('EN 301 549: colours keep enough contrast', async (t) => {
  for (const colour of [colours.text, colours.quiet, colours.title])
    for (const ground of ['#ffffff', colours.tint])
      t.ok(
        contrast(colour, ground) >= 7 || (colour === colours.quiet && contrast(colour, ground) >= 4.5),
        `${colour} on ${ground}`,
      )
  t.ok(contrast(colours.bar, '#ffffff') >= 4.5)
})

function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [light = 1, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** A text as the document writes it. */
function literal(text: string): string {
  return [...text].some((sign) => sign > '~')
    ? `(\xfe\xff${Buffer.from(text, 'utf16le').swap16().toString('latin1')}`
    : `(${text}`
}

function contents(text: string): string[] {
  return [...text.matchAll(/stream\n([\s\S]*?)\nendstream/g)].flatMap(([, stream = '']) => {
    try {
      return [inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')]
    } catch {
      return []
    }
  })
}
