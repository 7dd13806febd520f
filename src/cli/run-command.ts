import { parseArgs } from 'node:util'
import { type Config, type Environment, judgeSettings, readConfig } from '../config.ts'
import { DomainError } from '../ground/errors.ts'
import { explain } from '../startup/attempt.ts'
import { tryFiles } from '../startup/try-files.ts'
import { type Command, type Exit, exits, type Invocation } from './command.ts'
import { commands } from './commands.ts'
import { helpOn, helpOnAll, helpOnGroup } from './help.ts'

/** Where a command writes, and from where it has its settings. */
export interface Surroundings {
  readonly env: Environment
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** In development: the settings of what is not configured, and how to let go of it. */
  readonly provide: (config: Config) => Promise<Provided | undefined>
}

/** Settings in the place of those that are not configured. */
export interface Provided {
  readonly settings: Environment
  close(): Promise<void>
}

/** These are read along with each command: they say what is allowed. */
const always = [
  'MODE',
  'NODE_ENV',
  'ALLOW_CLEARTEXT',
  'DATABASE_CA',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'DATA_DIRECTORY',
] as const

/**
 * Runs the command that the words name, and answers with the status with which the process ends.
 * @param words the arguments of the process
 */
export async function runCommand(words: readonly string[], surroundings: Surroundings): Promise<Exit> {
  const { out, err } = surroundings
  const named = find(words)
  const asksHelp = words.includes('--help') || words.includes('-h') || words[0] === 'help'
  if (asksHelp) {
    out(named ? helpOn(named) : helpOnWord(words.find((word) => !word.startsWith('-') && word !== 'help')))
    return exits.done
  }
  if (!named) {
    err(helpOnWord(words[0]))
    return exits.failed
  }
  try {
    return await run(named, words.slice(named.name.split(' ').length), surroundings)
  } catch (error) {
    err(`${wordsOn(error)}\n`)
    return exits.failed
  }
}

/** An error of the database has a code for a message, which tells an operator nothing. */
function wordsOn(error: unknown): string {
  const explained = isOfDatabase(error) ? explain(error, 'DATABASE_OWNER_URL') : undefined
  if (explained) return `The database could not be worked on: ${explained.why}.\n${explained.remedy}`
  return error instanceof Error ? error.message : String(error)
}

function isOfDatabase(error: unknown): boolean {
  return error instanceof DomainError || (error instanceof Error && error.name === 'PostgresError')
}

function find(words: readonly string[]): Command | undefined {
  const said = words[0] === 'help' ? words.slice(1) : words
  return commands.find(({ name }) => name.split(' ').every((word, n) => said[n] === word))
}

function helpOnWord(word: string | undefined): string {
  const group = commands.filter(({ name }) => name.startsWith(`${word} `))
  return word === undefined || group.length === 0 ? helpOnAll(commands) : helpOnGroup(word, group)
}

async function run(command: Command, words: readonly string[], surroundings: Surroundings): Promise<Exit> {
  const values = readOptions(command, words)
  const closings: (() => Promise<void>)[] = []
  const environment = async (config: Config) => {
    const provided = config.production ? undefined : await surroundings.provide(config)
    if (!provided) return surroundings.env
    closings.push(provided.close)
    return { ...surroundings.env, ...provided.settings }
  }
  await tryFiles(readBy(command, surroundings.env))
  const invocation: Invocation = {
    options: Object.fromEntries(Object.entries(values).filter(isText)),
    given: (name) => values[name] === true,
    async config() {
      return readSettings(command, await environment(readSettings(command, surroundings.env)))
    },
    async judged() {
      const { config } = judgeSettings(surroundings.env, command.needs)
      return judgeSettings(await environment(config), command.needs)
    },
    tell(lines, data) {
      if (values.json === true) surroundings.out(`${JSON.stringify(data)}\n`)
      else for (const line of lines) surroundings.out(`${line}\n`)
    },
    remark: (line) => surroundings.err(`${line}\n`),
  }
  try {
    return await command.run(invocation)
  } finally {
    for (const close of closings) await close()
  }
}

/** @throws Error where an option is not known, or a value is missing */
function readOptions({ name, options = {} }: Command, words: readonly string[]) {
  const known = Object.fromEntries(
    Object.entries(options).map(([option, { value }]) => [
      option,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  try {
    return parseArgs({ args: [...words], options: { ...known, json: { type: 'boolean' } } }).values as Record<
      string,
      string | boolean | undefined
    >
  } catch (error) {
    throw new Error(`${(error as Error).message}\nSee verwijsindex ${name} --help.`, { cause: error })
  }
}

function isText(entry: [string, string | boolean | undefined]): entry is [string, string] {
  return typeof entry[1] === 'string'
}

function readSettings(command: Command, env: Environment): Config {
  return readConfig(readBy(command, env), command.needs)
}

/** What else is in the environment is the service's, and no concern of the command. */
function readBy({ needs, reads = [] }: Command, env: Environment): Environment {
  const names: readonly string[] = [...always, ...needs.flat(), ...reads]
  return Object.fromEntries(names.map((name) => [name, env[name]]))
}
