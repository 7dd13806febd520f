import { readFileSync } from 'node:fs'
import { z } from 'zod'

type Given = Readonly<Record<string, string>>

/** The addresses that have a password in them: each can also be read from a file, where nothing that lists the environment shows it. */
const secret = ['DATABASE_URL', 'DATABASE_OWNER_URL', 'SMTP_URL'] as const

const file = (name: string) =>
  z
    .string()
    .optional()
    .meta({ description: `File with what ${name} would be: an address with a password in it.` })

/** The settings that name such a file. */
export const settingsInFiles = {
  DATABASE_URL_FILE: file('DATABASE_URL'),
  DATABASE_OWNER_URL_FILE: file('DATABASE_OWNER_URL'),
  SMTP_URL_FILE: file('SMTP_URL'),
} satisfies Record<`${(typeof secret)[number]}_FILE`, unknown>

/**
 * Takes what files hold for what the environment says, without the line break at their end.
 * @returns the settings, and a sentence for each file that cannot be read or is named beside the setting itself
 */
export function readSecretFiles(given: Given): { given: Given; faults: string[] } {
  const read: Record<string, string> = {}
  const faults: string[] = []
  for (const name of secret) {
    const path = given[`${name}_FILE`]
    if (path === undefined) continue
    if (given[name] !== undefined) faults.push(`${name}: not together with ${name}_FILE`)
    else
      try {
        read[name] = readFileSync(path, 'utf8').trim()
      } catch (error) {
        faults.push(`${name}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code})`)
      }
  }
  return { given: { ...given, ...read }, faults }
}
