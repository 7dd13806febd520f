/** What a plot is drawn with; the plotting library uses nothing else for what we ask of it. */
export type Shape =
  | {
      readonly kind: 'path'
      readonly d: string
      readonly fill: string | null
      readonly stroke: string | null
      readonly width: number
    }
  | {
      readonly kind: 'text'
      readonly x: number
      readonly y: number
      readonly text: string
      readonly size: number
      readonly anchor: 'start' | 'middle' | 'end'
      /** How far the baseline lies below `y`, as a share of the size. */
      readonly drop: number
      readonly colour: string
    }

const element = /<(path|text)\s([^>]*)>([^<]*)</g
const attribute = /([\w:-]+)="([^"]*)"/g

/**
 * Reads a picture of ours back into its shapes, so that it can be drawn into a document.
 * @throws Error where it holds what cannot be drawn
 */
export function readPicture(svg: string): Shape[] {
  const unknown = /<(?!\/|svg|rect|path|text|style|!\[CDATA)(\w+)/.exec(svg)
  if (unknown) throw new Error(`<${unknown[1]}> cannot be drawn`)
  return [...svg.matchAll(element)].map(([, name, head = '', content = '']) => {
    const given = Object.fromEntries([...head.matchAll(attribute)].map(([, key, value]) => [key, value]))
    return name === 'path' ? toPath(given) : toText(given, content)
  })
}

type Attributes = Readonly<Record<string, string | undefined>>

function toPath({ d = '', fill, stroke, 'stroke-width': width, transform }: Attributes): Shape {
  if (transform !== undefined) throw new Error('a path that is moved cannot be drawn')
  return { kind: 'path', d, fill: paint(fill), stroke: paint(stroke), width: Number(width ?? 1) }
}

function toText(given: Attributes, content: string): Shape {
  const moved = /^translate\(([\d.-]+) ([\d.-]+)\)$/.exec(given.transform ?? 'translate(0 0)')
  if (!moved) throw new Error('a text that is turned cannot be drawn')
  const anchor = given['text-anchor']
  return {
    kind: 'text',
    x: Number(given.x ?? 0) + Number(moved[1]),
    y: Number(given.y ?? 0) + Number(moved[2]),
    text: unescaped(content),
    size: Number(/font-size:([\d.]+)px/.exec(given.style ?? '')?.[1] ?? 12),
    anchor: anchor === 'middle' || anchor === 'end' ? anchor : 'start',
    drop: given['dominant-baseline'] === 'central' ? 0.34 : 0,
    colour: given.fill ?? '#000000',
  }
}

function paint(value: string | undefined): string | null {
  return value === undefined || value === 'none' ? null : value
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => entities[name] ?? whole)
}
