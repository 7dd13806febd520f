import { sources, wayTo } from './variants.ts'

/** A list of the code of which an entry may be forgotten, and who is to notice. */
export interface List {
  /** What an entry is. */
  readonly of: string
  readonly file: string
  readonly constant: string
  /** How many levels of names below the list are entries as well: the fields of an entry, and the fields of those. */
  readonly depth: number
  /** The files in which the compiler is to notice that an entry is not there. */
  readonly noticed: (name: string) => readonly string[]
}

/** The lists that the compiler holds. */
export const compiledLists: readonly List[] = [
  ...filesOf('src/logbook/catalogue', 'an event of the logbook', 'src/logbook/catalogue.ts', 3),
  ...filesOf('src/outbox/kinds', 'a kind of notification', 'src/outbox/kinds.ts', 4),
  listOf('events of a subject', 'src/logbook/catalogue.ts', 'entries', 1),
  listOf('kinds of a subject', 'src/outbox/kinds.ts', 'entries', 1),
  {
    ...listOf('a right', 'src/authorise/actions.ts', 'actions', 1),
    noticed: named('src/authorise/actions.ts'),
  },
  {
    ...listOf('a code of a fault', 'src/ground/fault-codes.ts', 'faultMeanings', 1),
    noticed: named('src/ground/fault-codes.ts'),
  },
  listOf('a code of an error', 'src/ground/errors.ts', 'errorCodes', 1, 'src/http/door/problems.ts'),
  listOf('what an error looks like', 'src/http/door/problems.ts', 'problemTypes', 2),
  {
    ...listOf('an activity of processing', 'src/logbook/activities.ts', 'activities', 2),
    noticed: named('src/logbook/activities.ts'),
  },
  listOf('a ground in the law', 'src/ground/law.ts', 'grounds', 1, 'src/documents/ground-meanings.ts'),
  listOf('a domain of the law', 'src/ground/law.ts', 'domains', 1, 'src/documents/dutch-names.ts'),
  listOf('a category of the law', 'src/ground/law.ts', 'categories', 1, 'src/documents/dutch-names.ts'),
  listOf('an anchor of an agreement', 'src/ground/law.ts', 'anchors', 1, 'src/documents/dutch-names.ts'),
  listOf('a reason to end', 'db/tables/signals.ts', 'endReason', 1, 'src/logbook/catalogue/endings.ts'),
  listOf('a role', 'db/tables/accounts.ts', 'roleName', 1, 'src/authorise/actions.ts'),
  listOf('what a reason to end means', 'src/logbook/catalogue/endings.ts', 'endings', 2),
  ...closedRecords(),
]

function listOf(of: string, file: string, constant: string, depth: number, noticedIn = file): List {
  return { of, file, constant, depth, noticed: () => [noticedIn] }
}

/** The lists of entries in the files of a folder: `ofSignals` in `signals.ts`, say. */
function filesOf(folder: string, of: string, noticedIn: string, depth: number): List[] {
  return [...sources].flatMap(([file, text]) => {
    const constant = /^export const (of\w+) = \{$/m.exec(text)?.[1]
    return file.startsWith(`${folder}/`) && constant ? [listOf(of, file, constant, depth, noticedIn)] : []
  })
}

/** The six files that name an entry and have the shortest way to where it stands: some have the same word in a list of their own. */
function named(besides: string): List['noticed'] {
  return (name) => {
    const word = new RegExp(`'${name.replaceAll("'", '')}'`)
    return [...sources]
      .filter(([file, text]) => file !== besides && word.test(text))
      .map(([file]) => ({ file, way: wayTo(file, besides).length }))
      .filter(({ way }) => way > 0)
      .sort((one, other) => one.way - other.way)
      .slice(0, 6)
      .map(({ file }) => file)
  }
}

/** The objects that say something for each member of a closed set: words for each domain, say. */
function closedRecords(): List[] {
  const record = /^(?:export )?const (\w+): (?:Readonly<)?Record<(?!string\b|number\b)[\s\S]*?> = \{$/gm
  return [...sources].flatMap(([file, text]) =>
    [...text.matchAll(record)].map(([, constant = '']) =>
      listOf('something for each of a closed set', file, constant, 1),
    ),
  )
}
