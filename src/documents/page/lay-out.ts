import type { Composition, Fact, Section } from '../composition.ts'
import { blockGap, putBlock, startOf } from './blocks.ts'
import {
  type Element,
  type Flow,
  inner,
  type Laid,
  left,
  lineAt,
  linesOf,
  need,
  putText,
  styles,
  top,
} from './flow.ts'
import { colours, page } from './style.ts'
import type { Measure } from './text.ts'

const sectionGap = 16

/** Sets a document on as many pages of A4 as it takes. */
export function layOut(composition: Composition, measure: Measure): Laid {
  const flow: Flow = { page: 0, y: top, artifacts: [], measure }
  const children = [
    putText(flow, 'H1', composition.title, styles.title),
    ...putFacts(flow, factsOf(composition)),
    ...composition.sections.flatMap((section) => putSection(flow, section)),
  ]
  const pages = flow.page + 1
  for (let n = 0; n < pages; n++) flow.artifacts.push(...frame(composition, n, pages, measure))
  return { composition, pages, root: { tag: 'Document', children }, artifacts: flow.artifacts }
}

function factsOf({ addressee, facts }: Composition): readonly Fact[] {
  return addressee === null ? facts : [{ label: 'Aan', value: addressee }, ...facts]
}

const labelWidth = 132
const inset = 12

/** The facts at the head of a document, on a tinted ground. */
function putFacts(flow: Flow, facts: readonly Fact[]): Element[] {
  const width = inner - labelWidth - 2 * inset
  flow.y += 10
  const lines = facts.flatMap(({ value }) => linesOf(flow, value, width, styles.fact))
  const height = lines.length * styles.fact.leading + 2 * 9
  flow.artifacts.push({
    page: flow.page,
    box: { x: left, y: flow.y, width: inner, height, colour: colours.tint },
  })
  const end = flow.y + height
  flow.y += 9
  const children = facts.map(({ label, value }): Element => {
    const labelled = { page: flow.page, lines: [lineAt(left + inset, flow.y, label, styles.label)] }
    const body = putText(flow, 'LBody', value, styles.fact, left + inset + labelWidth, width)
    return { tag: 'LI', children: [{ tag: 'Lbl', children: [labelled] }, body] }
  })
  flow.y = end + sectionGap
  return [{ tag: 'L', children }]
}

function putSection(flow: Flow, { heading, blocks }: Section): Element[] {
  const elements: Element[] = []
  if (heading !== null) {
    const high = linesOf(flow, heading, inner, styles.heading).length * styles.heading.leading
    need(flow, high + 5 + startOf(flow, blocks, 0))
    elements.push(putText(flow, 'H2', heading, styles.heading))
    flow.y += 5
  }
  blocks.forEach((block, n) => {
    if (n > 0 && flow.y > top) flow.y += blockGap
    need(flow, startOf(flow, blocks, n))
    elements.push(putBlock(flow, block))
  })
  flow.y += sectionGap
  return elements
}

/** What stands on every page above and below the text. */
function frame(composition: Composition, n: number, pages: number, measure: Measure): Laid['artifacts'] {
  const { small } = styles
  const counted = `Pagina ${n + 1} van ${pages}`
  const from = (text: string, bold = false) => left + inner - measure(text, small.size, bold)
  const [head, foot] = [36, page.height - 46]
  return [
    { page: n, box: { x: left, y: 52, width: inner, height: 1.2, colour: colours.title } },
    {
      page: n,
      lines: [
        lineAt(left, head, composition.sender, { ...small, size: 10, bold: true, colour: colours.title }),
        lineAt(from('Verwijsindex'), head, 'Verwijsindex', small),
        lineAt(left, foot, composition.title, small),
        lineAt(from(counted), foot, counted, small),
      ],
    },
  ]
}
