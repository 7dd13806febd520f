import type { Config, JudgedSettings, Needed, Setting } from '../config.ts'

/** An option of a command. One that takes no value is a switch. */
export interface Option {
  /** What stands for its value in the help: `file`, `address`; absent for a switch. */
  readonly value?: string
  readonly what: string
}

/** What somebody gave a command, and by which it answers. */
export interface Invocation {
  readonly options: Readonly<Record<string, string | undefined>>
  /** Whether a switch was given. */
  given(name: string): boolean
  /**
   * The settings that the command reads. In development the embedded database takes the place of one that is not configured.
   * @throws Error that names every setting that is missing or wrong
   */
  config(): Promise<Config>
  /** The same settings with all that is wrong with them; misspelt ones as well, so it looks at the whole environment. */
  judged(): Promise<JudgedSettings>
  /** Writes the answer: lines for people, or with `--json` the data, a document on a line. */
  tell(lines: readonly string[], data: object): void
  /** Writes to people what is no answer: what it waits for, for instance. */
  remark(line: string): void
}

/** What all commands answer with. */
export const exits = {
  done: 0,
  /** It was looked at, and is not as it should be. */
  found: 1,
  /** It could not be done: the command was not understood, or something that it needs is away. */
  failed: 2,
} as const

export type Exit = (typeof exits)[keyof typeof exits]

/** A command for operators: one entry, from which its help is made. */
export interface Command {
  /** The words by which it is called: `ledger verify`. */
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  /** What an operator has to know before they call it. */
  readonly more?: readonly string[]
  readonly options?: Readonly<Record<string, Option>>
  /** The settings without which it does not run in production; of several on one line, one of them. */
  readonly needs: readonly Needed[]
  /** The other settings that it reads. No setting besides is looked at. */
  readonly reads?: readonly Setting[]
  /** What it found where it exits with 1; absent where it never does. */
  readonly found?: string
  run(invocation: Invocation): Promise<Exit>
}
