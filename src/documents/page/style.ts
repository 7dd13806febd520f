/** How every document looks, the report for the council among them. Every colour of text has a contrast of at least 7 to 1 on white, and of bars 4.5 to 1 (WCAG 2.2). */
export const colours = {
  text: '#1f2937',
  quiet: '#4b5563',
  title: '#12355b',
  bar: '#1d5f9e',
  line: '#9ca3af',
  tint: '#eef3f8',
} as const

export const typeface = 'Source Sans 3'

/** A4 upright, in points. */
export const page = { width: 595.28, height: 841.89, margin: 40 } as const
