import { isDeepStrictEqual } from 'node:util'
import type { ModelAdapter, Outcome } from './model-adapter.ts'
import { textOf } from './rules-calendar.ts'
import { createYoungPerson, nothing, type YoungPerson } from './rules-model.ts'
import { type Act, type Case, describe, type Moment, world } from './sequences.ts'

/** What was done and seen, to show that the cases are not empty. */
export type Tally = ReturnType<typeof emptyTally>

export function emptyTally() {
  return {
    sequences: 0,
    acts: 0,
    daysWorked: 0,
    born29February: 0,
    // How often it was there to be compared.
    active: 0,
    archived: 0,
    matches: 0,
    notices: 0,
    told: 0,
    gone: 0,
  }
}

/** Lets a service and the model go through a case side by side. Throws at the first moment at which they differ. */
export async function runCase(one: Case, service: ModelAdapter, tally: Tally): Promise<void> {
  const people = one.births.map((_, number) => createYoungPerson(world, String(number)))
  for (const moment of one.moments) {
    service.setClock(moment.instant)
    const differences = differencesAt(one, moment)
    if (moment.work) {
      await service.passDay()
      for (const person of people) {
        person.carryOut(moment.day)
        person.ask(moment.day)
      }
      tally.daysWorked++
    }
    await Promise.all(
      people.map(async (person, number) => {
        for (const act of moment.acts[number] ?? []) {
          const expected = inModel(person, act, moment.day)
          differences.compare(number, `answer to ${act.act}`, await inService(service, number, act), expected)
          tally.acts++
        }
      }),
    )
    await compareStored(people, service, moment, differences, tally)
    await compareShown(people, service, moment, differences)
    differences.throwIfAny()
  }
  tally.sequences += people.length
  tally.born29February += one.births.filter((day) => textOf(day).endsWith('-02-29')).length
}

async function compareStored(
  people: readonly YoungPerson[],
  service: ModelAdapter,
  { day, work }: Moment,
  differences: Differences,
  tally: Tally,
): Promise<void> {
  const { present, leftovers } = await service.observe(day)
  for (const [number, person] of people.entries()) {
    const expected = person.presentOn(day)
    differences.compare(number, 'stored', present.get(number) ?? nothing, expected)
    tally.active += expected.active.length
    tally.archived += expected.archived.length
    tally.matches += expected.match === null ? 0 : 1
    tally.notices += expected.notices.length
    tally.told += expected.told.length
    if (expected === nothing) tally.gone++
  }
  // Where the daily work has come by nothing may be left to do, also after what was done since.
  if (work) for (const [sequence, what] of leftovers) differences.leftOver(sequence, what)
}

async function compareShown(
  people: readonly YoungPerson[],
  service: ModelAdapter,
  { day }: Moment,
  differences: Differences,
): Promise<void> {
  const shown = await Promise.all(world.professionals.map((_, professional) => service.shownTo(professional)))
  for (const [professional, { name }] of world.professionals.entries())
    for (const [number, person] of people.entries()) {
      const actual = shown[professional]?.get(number) ?? null
      differences.compare(number, `shown to ${name}`, actual, person.shownTo(professional, day))
    }
}

function inModel(person: YoungPerson, act: Act, today: number): Outcome {
  const plain = (answer: Outcome['answer']) => ({ answer, signal: null })
  switch (act.act) {
    case 'register':
      return person.register(act, today)
    case 'end':
      return plain(person.end(act.professional, act.ground, today))
    case 'renew':
      return plain(person.renew(act.professional, act.removal, today))
    case 'erase':
      person.erase(act.municipality, act.birthDate, today)
      return plain('ended')
    case 'rectify':
      person.rectify(act.municipality, act.registered, act.birthDate, today)
      return plain('ended')
    case 'die':
      person.die()
      return plain('ended')
  }
}

async function inService(service: ModelAdapter, person: number, act: Act): Promise<Outcome> {
  const plain = (answer: Outcome['answer']) => ({ answer, signal: null })
  switch (act.act) {
    case 'register':
      return service.register(person, act)
    case 'end':
      return plain(await service.end(person, act.professional, act.ground))
    case 'renew':
      return plain(await service.renew(person, act.professional, act.removal))
    case 'erase':
      await service.erase(person, act.municipality, act.birthDate, act.kind)
      return plain('ended')
    case 'rectify':
      await service.rectify(person, act.municipality, act.registered, act.birthDate)
      return plain('ended')
    case 'die':
      await service.die(person)
      return plain('ended')
  }
}

/** What a service does otherwise than the rules say. */
export class Difference extends Error {
  /** The first sequence in which it does. */
  readonly sequence: number

  constructor(sequence: number, message: string) {
    super(message)
    this.sequence = sequence
  }
}

type Differences = ReturnType<typeof differencesAt>

/** What differs at one moment, told with the whole of the first sequence in which it does. */
function differencesAt(one: Case, { day }: Moment) {
  const found: { sequence: number; lines: string[] }[] = []
  return {
    leftOver: (sequence: number, what: string) => found.push({ sequence, lines: [`left over: ${what}`] }),
    compare(sequence: number, what: string, actual: unknown, expected: unknown): void {
      if (isDeepStrictEqual(actual, expected)) return
      const [service, rules] = [actual, expected].map((value) => JSON.stringify(value))
      found.push({ sequence, lines: [what, `  service ${service}`, `  rules   ${rules}`] })
    },
    throwIfAny(): void {
      const [first] = found
      if (first === undefined) return
      const same = found.filter(({ sequence }) => sequence === first.sequence).flatMap(({ lines }) => lines)
      const story = [`differs on ${textOf(day)}`, ...same, ...describe(one, first.sequence)]
      throw new Difference(first.sequence, story.join('\n'))
    },
  }
}
