import type { Block, Card } from '../composition.ts'
import { type Element, type Flow, inner, left, lineAt, linesOf, need, putText, styles } from './flow.ts'
import { putTable, startOfTable } from './put-table.ts'
import { colours } from './style.ts'

const bullet = 14
const labelWidth = 132
const inset = 14

/** Puts a block of a document below what is there. */
export function putBlock(flow: Flow, block: Block): Element {
  switch (block.kind) {
    case 'paragraph':
      return putText(flow, 'P', block.text, styles.body)
    case 'list':
      return putList(flow, block.items)
    case 'card':
      return putCard(flow, block)
    case 'table':
      return putTable(flow, block)
    case 'code':
      return putCode(flow, block.lines)
  }
}

export const blockGap = 9

/**
 * How high the beginning of a block is that is not to be parted: a paragraph stays with the beginning of the table, the list or the
 * card that it announces.
 */
export function startOf(flow: Flow, blocks: readonly Block[], n: number): number {
  const block = blocks[n]
  if (block?.kind === 'card') return Math.min(heightOfCard(flow, block), 300)
  if (block?.kind === 'table') return startOfTable(flow, block)
  if (block?.kind !== 'paragraph') return 2 * styles.body.leading
  const lines = linesOf(flow, block.text, inner, styles.body).length
  const next = blocks[n + 1]
  return next === undefined || next.kind === 'paragraph'
    ? Math.min(lines, 2) * styles.body.leading
    : Math.min(lines, 8) * styles.body.leading + blockGap + startOf(flow, blocks, n + 1)
}

function putList(flow: Flow, items: readonly string[]): Element {
  const children = items.map((text, n): Element => {
    need(flow, Math.min(2, linesOf(flow, text, inner - bullet, styles.body).length) * styles.body.leading)
    const label = { page: flow.page, lines: [lineAt(left + 3, flow.y, '•', styles.body)] }
    const body = putText(flow, 'LBody', text, styles.body, left + bullet, inner - bullet)
    flow.y += n < items.length - 1 ? 3 : 0
    return { tag: 'LI', children: [{ tag: 'Lbl', children: [label] }, body] }
  })
  return { tag: 'L', children }
}

/** A thing with its facts, on one page where it can be. */
function putCard(flow: Flow, card: Card): Element {
  need(flow, Math.min(heightOfCard(flow, card), 300))
  const bar = (from: number) =>
    flow.artifacts.push({
      page: flow.page,
      box: { x: left, y: from, width: 3, height: flow.y - from, colour: colours.bar },
    })
  const began = flow.y
  flow.y += 2
  const heading = putText(flow, 'H3', card.title, styles.subheading, left + inset, inner - inset)
  flow.y += 2
  bar(began)
  const facts = card.facts.map(({ label, value }): Element => {
    const lines = linesOf(flow, value, valueWidth, styles.fact).length
    need(flow, Math.min(lines, 3) * styles.fact.leading)
    const [from, page] = [flow.y, flow.page]
    const labelled = { page, lines: [lineAt(left + inset, from, label, styles.label)] }
    const body = putText(flow, 'LBody', value, styles.fact, left + inset + labelWidth, valueWidth)
    if (flow.page === page) bar(from)
    return { tag: 'LI', children: [{ tag: 'Lbl', children: [labelled] }, body] }
  })
  return { tag: 'Div', children: [heading, { tag: 'L', children: facts }] }
}

const valueWidth = inner - inset - labelWidth

function heightOfCard(flow: Flow, { title, facts }: Card): number {
  const titled = linesOf(flow, title, inner - inset, styles.subheading).length * styles.subheading.leading
  const lines = facts.flatMap(({ value }) => linesOf(flow, value, valueWidth, styles.fact))
  return 4 + titled + lines.length * styles.fact.leading
}

function putCode(flow: Flow, lines: readonly string[]): Element {
  const children = lines.flatMap((text) => linesOf(flow, text, inner - 2 * inset, styles.fact))
  const height = children.length * styles.fact.leading + 12
  need(flow, height)
  flow.artifacts.push({
    page: flow.page,
    box: { x: left, y: flow.y, width: inner, height, colour: colours.tint },
  })
  flow.y += 6
  const element = putText(flow, 'P', children.join('\n'), styles.fact, left + inset, inner - 2 * inset)
  flow.y += 6
  return element
}
