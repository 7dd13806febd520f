import type { Command, Option } from './command.ts'

const exitCodes = [
  'Exit codes:',
  '  0  done, and all is well',
  '  1  looked at, and something is not as it should be',
  '  2  not done: the command was not understood, or something that it needs is away',
]

/** The help on all commands. */
export function helpOnAll(commands: readonly Command[]): string {
  return lines([
    'Use: verwijsindex <command> [options]',
    '',
    'The commands for operators of the Verwijsindex. In development: npm run verwijsindex -- <command> [options]',
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'verwijsindex <command> --help tells of one command, and of the settings that it reads from the environment.',
    '',
    ...exitCodes,
  ])
}

/** The help on the commands that begin with the same word, such as `ledger`. */
export function helpOnGroup(group: string, commands: readonly Command[]): string {
  return lines([
    `Use: verwijsindex ${group} <command> [options]`,
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    ...exitCodes,
  ])
}

/** The help on one command. */
export function helpOn({
  name,
  summary,
  more = [],
  options = {},
  needs,
  reads = [],
  found,
}: Command): string {
  const needed = needs.map((names) => names.join(' or '))
  return lines([
    `Use: verwijsindex ${name} [options]`,
    '',
    summary,
    ...(more.length > 0 ? ['', ...more] : []),
    '',
    'Options:',
    ...columns([
      ...Object.entries(options).map(([option, { value, what }]): Row => [shown(option, value), what]),
      ['--json', 'answers in JSON, a document on a line'],
      ['--help', 'this text'],
    ]),
    '',
    `Settings that it needs: ${needed.join(', ') || 'none'}`,
    ...(reads.length > 0 ? [`Settings that it reads: ${reads.join(', ')}`] : []),
    '',
    'Exit codes:',
    ...columns([
      ['0', 'done'],
      ...(found === undefined ? [] : [['1', found] as Row]),
      ['2', 'not done; the last line says why, and what to do'],
    ]),
  ])
}

type Row = readonly [string, string]

function shown(option: string, value: Option['value']): string {
  return value === undefined ? `--${option}` : `--${option} <${value}>`
}

function columns(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
