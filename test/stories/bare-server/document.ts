import { readFile } from 'node:fs/promises'

/** The chapters that an officer follows, in their order. */
const chapters = ['On a Debian server', 'From an empty database to the first match']

/** A fenced block of the document, without its indent. */
export interface Block {
  readonly language: string
  readonly text: string
}

/** Who is in the second chapter: the word before the @ of their address, and the name of the file with their token. */
export const people = [
  'functional',
  'municipal',
  'followup',
  'privacy-one',
  'privacy-two',
  'health-lead',
  'school-lead',
  'nurse',
  'mentor',
]

/** A code as it stands in a mail. */
export const codeIn = /[\w-]{22}\.[\w-]{24}/

/** Every fenced block of these chapters of a document, in order. */
export async function readBlocks(
  of: readonly string[] = chapters,
  document = 'operating.md',
): Promise<Block[]> {
  const text = await readFile(new URL(`../../../docs/${document}`, import.meta.url), 'utf8')
  return of.flatMap((chapter) => {
    const [, after] = text.split(new RegExp(`^#{2,3} ${chapter}\n`, 'm'))
    if (after === undefined) throw new Error(`docs/${document} has no chapter "${chapter}"`)
    const [body = ''] = after.split(/^#{2,3} /m)
    return [...body.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```/gm)].map(
      ([, indent = '', language = '', block = '']) => ({
        language,
        text: block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      }),
    )
  })
}

/** The commands before the first call of the API: each line, and what stands after `&&`, `;` or `|` on it. */
export function commandsBeforeFirstCall(script: string): string[] {
  const lines = script.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const first = lines.findIndex((line) => /^(as|accept) /.test(line))
  return lines.slice(0, first).flatMap((line) => line.split(/&&|\|\|?|;/))
}
