import { roleName } from '../../../db/tables/accounts.ts'
import type { Lists } from './lists.ts'

/** A table of a document: its head, and its rows. */
export type Table = readonly (readonly string[])[]

const code = (text: string) => (text === '' ? '' : `\`${text}\``)
const codes = (texts: readonly string[]) => texts.map(code).join(', ')

export type Tables = Readonly<Record<string, () => Table>>

/** The tables of the documents that are made from the code, by the name in their mark. */
export const tablesOf = (lists: Lists): Tables => ({
  rights: () => {
    const roles = roleName.enumValues
    return [
      ['action', ...roles.map((role) => role.replaceAll('_', ' '))],
      ...Object.entries<readonly string[]>(lists.actions).map(([action, holders]) => [
        code(action),
        ...roles.map((role) => (holders.includes(role) ? '●' : '')),
      ]),
    ]
  },
  scopes: () => [
    ['scope', 'what it opens'],
    ...Object.entries(lists.scopes).map(([name, what]) => [code(name), what]),
  ],
  events: () => [
    ['event', 'activity', 'what it says', 'must have', 'may have', 'may cite', 'a look at'],
    ...Object.entries(lists.events).map(([name, { activity, dutch, must, may, grounds, look }]) => [
      code(name),
      activity,
      dutch,
      codes(must),
      codes(may),
      grounds.join(', '),
      look?.words ?? '',
    ]),
  ],
  kinds: () => [
    ['kind', 'ground', 'the mail says', 'over', 'may be told', 'in an answer to a request for access'],
    ...Object.entries(lists.kinds).map(([name, { ground, mail, over, told, access }]) => [
      code(name),
      ground,
      mail.professional.subject,
      code(over),
      code(told),
      access?.words ?? '',
    ]),
  ],
  errors: () => [
    ['code', 'status', 'title'],
    ...Object.entries(lists.errors).map(([name, { status, title }]) => [code(name), String(status), title]),
  ],
  faults: () => [
    ['code', 'what is wrong'],
    ...Object.entries(lists.faults).map(([name, meaning]) => [code(name), meaning]),
  ],
  words: () => [
    ['Dutch', 'here', 'what it is'],
    ...lists.words.map(({ dutch, english, meaning }) => [dutch, code(english), meaning]),
  ],
  configuration: () => [
    ['setting', 'default', 'in production', 'what it is'],
    ...Object.entries(lists.settings).map(([name, schema]) => [
      code(name),
      code(defaultOf(schema)),
      neededOf(lists.needed, name),
      schema.meta()?.description ?? '',
    ]),
  ],
})

/** Whether production does not start without a setting. */
function neededOf(needed: Lists['needed'], name: string): string {
  const names = needed.find((each) => each.some((one) => one === name))
  if (!names) return ''
  return ['needed', ...names.filter((one) => one !== name).map((other) => `or ${code(other)}`)].join(', ')
}

/** What a setting is when the environment says nothing, as one would write it there. */
function defaultOf(schema: { safeParse(value: undefined): { success: boolean } }): string {
  let inner: unknown = schema
  while (inner && typeof inner === 'object') {
    const { def } = inner as { def: { defaultValue?: unknown; in?: unknown; innerType?: unknown } }
    if (def.defaultValue !== undefined) return String(def.defaultValue)
    inner = def.in ?? def.innerType
  }
  return ''
}
