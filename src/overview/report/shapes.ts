/** What a plot is drawn with: the picture and the document are both written from these. */
export type Shape =
  | {
      readonly kind: 'box'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly colour: string
    }
  | {
      readonly kind: 'line'
      readonly from: readonly [x: number, y: number]
      readonly to: readonly [x: number, y: number]
      readonly width: number
      readonly colour: string
    }
  | {
      readonly kind: 'text'
      readonly x: number
      /** Of the baseline. */
      readonly y: number
      readonly text: string
      readonly size: number
      readonly anchor: 'start' | 'middle' | 'end'
      readonly colour: string
    }

/** Something that the plotting library would draw, as it keeps it: only what is asked of it here. */
export interface Displayed {
  readonly type: string
  readonly shape?: Readonly<Record<string, unknown>>
  readonly style?: Readonly<Record<string, unknown>>
  /** Where it is drawn: a matrix of two by three; none where that is where it says. */
  readonly transform?: ArrayLike<number> | null | undefined
}

/**
 * What the plotting library would draw, as shapes.
 * @throws Error where it is something else than that, is turned, or is stretched: it cannot be drawn, and is not left out
 */
export function toShape({ type, shape = {}, style = {}, transform }: Displayed): Shape {
  const [x, y] = movedBy(type, transform)
  if (type === 'rect')
    return {
      kind: 'box',
      x: x + number(shape, 'x'),
      y: y + number(shape, 'y'),
      width: number(shape, 'width'),
      height: number(shape, 'height'),
      colour: text(style, 'fill'),
    }
  if (type === 'line')
    return {
      kind: 'line',
      from: [x + number(shape, 'x1'), y + number(shape, 'y1')],
      to: [x + number(shape, 'x2'), y + number(shape, 'y2')],
      width: number(style, 'lineWidth'),
      colour: text(style, 'stroke'),
    }
  if (type !== 'tspan') throw new Error(`${type} cannot be drawn`)
  const size = number(style, 'fontSize')
  return {
    kind: 'text',
    x: x + number(style, 'x'),
    y: y + number(style, 'y') + choice(style, 'textBaseline', drops) * size,
    text: text(style, 'text'),
    size,
    anchor: choice(style, 'textAlign', anchors),
    colour: text(style, 'fill'),
  }
}

const anchors = { left: 'start', center: 'middle', right: 'end' } as const

/** How far the baseline lies below where a text is put, as a share of its size. */
const drops = { alphabetic: 0, middle: 0.34 } as const

function movedBy(type: string, transform: Displayed['transform']): readonly [number, number] {
  if (!transform) return [0, 0]
  const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = Array.from(transform)
  const straight = [a - 1, b, c, d - 1].every((part) => Math.abs(part) < 1e-9)
  if (!straight) throw new Error(`${type} that is turned cannot be drawn`)
  return [x, y]
}

type Kept = Readonly<Record<string, unknown>>

function number(from: Kept, name: string): number {
  const value = from[name]
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`${name} cannot be drawn`)
  return value
}

function text(from: Kept, name: string): string {
  const value = from[name]
  if (typeof value !== 'string') throw new Error(`${name} cannot be drawn`)
  return value
}

function choice<T>(from: Kept, name: string, known: Readonly<Record<string, T>>): T {
  const found = known[text(from, name)]
  if (found === undefined) throw new Error(`${name} cannot be drawn`)
  return found
}
