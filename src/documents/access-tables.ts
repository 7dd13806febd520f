import { lookWords } from '../logbook/catalogue.ts'
import { wordsInAccess } from '../outbox/kinds.ts'
import type {
  AccessArchivedSignal,
  AccessDocument,
  AccessLook,
  AccessNotification,
  AccessSignal,
} from './access-input.ts'
import { sectionWords } from './access-words.ts'
import { type Block, type Card, list, paragraph, type Section } from './composition.ts'
import { domainNames } from './dutch-names.ts'
import { enumerated, saidDate, saidDay, saidGround, saidInstant, saidNumber, saidTime } from './dutch-text.ts'
import { groundMeanings } from './ground-meanings.ts'
import { introduced, type Person } from './people.ts'

/** Who registered, until when, and when that was renewed (R10 to R12, R21). */
export function signalSection({ addressee, signals }: AccessDocument): Section {
  const { heading, intro, none } = sectionWords(addressee).signals
  const blocks: Block[] =
    signals.length === 0 ? [paragraph(none)] : [paragraph(intro), ...signals.map(signalCard)]
  return { heading, blocks }
}

function signalCard({
  professional,
  domain,
  registeredAt,
  renewedAt,
  removalDate,
  ...signal
}: AccessSignal): Card {
  const takenOver = signal.handOvers.map(({ to, at }) => `${inLine(to)}, op ${saidDay(at)}`)
  return {
    kind: 'card',
    title: professional.organisation,
    facts: [
      { label: 'Afgegeven door', value: inLine(signal.registeredBy ?? professional) },
      ...(takenOver.length === 0 ? [] : [{ label: 'Overgenomen door', value: takenOver.join('\n') }]),
      { label: 'Domein', value: domainNames[domain] },
      { label: 'Afgegeven op', value: saidInstant(registeredAt) },
      {
        label: 'Verlengd op',
        value: renewedAt.length === 0 ? 'niet verlengd' : renewedAt.map(saidInstant).join('\n'),
      },
      { label: 'Wordt verwijderd op', value: saidDate(removalDate) },
    ],
  }
}

/** What has ended and is kept (R13). */
export function archiveSection({ addressee, archivedSignals }: AccessDocument): Section {
  const { heading, intro, none } = sectionWords(addressee).archive
  if (archivedSignals.length === 0) return { heading, blocks: [paragraph(none)] }
  const columns = [
    { title: 'Wie', share: 34 },
    { title: 'Afgegeven op', share: 20 },
    { title: 'Gestopt op', share: 26 },
    { title: 'In het archief tot', share: 20 },
  ]
  return {
    heading,
    blocks: [paragraph(intro), { kind: 'table', columns, rows: archivedSignals.map(archiveRow) }],
  }
}

function archiveRow({ professional, domain, ...signal }: AccessArchivedSignal): string[] {
  const takenOver = signal.handOvers.map(({ to, at }) => `overgenomen door ${inLine(to)}, op ${saidDay(at)}`)
  return [
    [introduced(signal.registeredBy ?? professional), domainNames[domain], ...takenOver].join('\n'),
    [saidDay(signal.registeredAt), ...signal.renewedAt.map((at) => `verlengd op ${saidDay(at)}`)].join('\n'),
    `${saidDate(signal.endedDate)}\n${endingWords[signal.ended]}`,
    saidDate(signal.archivedUntilDate),
  ]
}

const endingWords = {
  risk_gone: 'de professional zag geen risico meer',
  lapsed: 'de tijd was voorbij',
} as const

/** Who was told what, and whether it reached them (R15, R17). The newest come first. */
export function notificationSection({ addressee, notifications }: AccessDocument): Section {
  const { heading, intro, none } = sectionWords(addressee).notifications
  if (notifications.length === 0) return { heading, blocks: [paragraph(none)] }
  const columns = [
    { title: 'Gemaakt op', share: 21 },
    { title: 'Aan wie', share: 33 },
    { title: 'Wat er gemeld is', share: 23 },
    { title: 'Bezorgd', share: 23 },
  ]
  const rows = newestFirst(notifications, ({ madeAt }) => madeAt).map(notificationRow)
  return { heading, blocks: [paragraph(intro), { kind: 'table', columns, rows }] }
}

function notificationRow({
  recipient,
  onBehalfOf,
  event,
  madeAt,
  delivery,
  openedAt,
}: AccessNotification): string[] {
  const instead = onBehalfOf === null ? '' : `\nals waarnemer van ${onBehalfOf.name}`
  const opened = openedAt === null ? '' : `\ngeopend ${since(madeAt, openedAt)}`
  const when = delivery.at === null ? '' : ` ${since(madeAt, delivery.at)}`
  return [
    `${saidDay(madeAt)}\n${saidTime(madeAt)} uur`,
    `${introduced(recipient)}${instead}`,
    wordsInAccess(event),
    `${deliveryWords[delivery.state]}${when}${opened}`,
  ]
}

const deliveryWords = {
  waiting: 'nog niet bezorgd',
  delivered: 'bezorgd',
  withheld: 'tegengehouden',
} as const

/** `om 9.14 uur` on the same day, and otherwise `op 12 januari 2026, 9.14 uur`. */
function since(before: Date, instant: Date): string {
  return saidDay(before) === saidDay(instant) ? `om ${saidTime(instant)} uur` : `op ${saidInstant(instant)}`
}

/** Who looked, at what, when and on which ground (R20, R21). Who looked last comes first. */
export function lookSection({ addressee, looks }: AccessDocument): Section {
  const { heading, intro, none } = sectionWords(addressee).looks
  if (looks.length === 0) return { heading, blocks: [paragraph(none)] }
  const columns = [
    { title: 'Wie', share: 29 },
    { title: 'Wat er bekeken is', share: 24 },
    { title: 'Hoe vaak en wanneer', share: 29 },
    { title: 'Op grond van', share: 18 },
  ]
  return {
    heading,
    blocks: [
      paragraph(intro),
      { kind: 'table', columns, rows: grouped(looks, sameKind).flatMap(lookRows) },
      ...explained(looks),
    ],
  }
}

const sameKind = ({ person, what, ground }: AccessLook) => JSON.stringify([person, what, ground])

/** Days that one row has at most, so that it says on the same page who it was. */
const daysPerRow = 14

function lookRows(looks: readonly AccessLook[]): string[][] {
  const [first] = looks
  if (first === undefined) return []
  const days = grouped(looks, ({ at }) => saidDay(at))
  return Array.from({ length: Math.ceil(days.length / daysPerRow) }, (_, n) => {
    const part = days.slice(n * daysPerRow, (n + 1) * daysPerRow)
    const times = `${saidNumber(timesLooked(part.flat()))} keer`
    return [
      first.person === null
        ? 'De verwijsindex zelf\nautomatisch, zonder dat iemand keek'
        : introduced(first.person),
      lookWords(first.what),
      [n === 0 ? times : `nog ${times}`, ...part.map(saidTimes)].join('\n'),
      first.ground === null ? 'niet vastgelegd' : saidGround(first.ground),
    ]
  })
}

/** How often looks were, all of them together. */
export function timesLooked(looks: readonly AccessLook[]): number {
  return looks.reduce((sum, { times }) => sum + times, 0)
}

/** `4 maart 2025: 9.01 en 16.40 uur`, of the looks of one day. */
function saidTimes(looks: readonly AccessLook[]): string {
  const times = looks.map(({ at }) => at).sort((a, b) => a.getTime() - b.getTime())
  return `${times.slice(0, 1).map(saidDay)}: ${enumerated(times.map(saidTime))} uur`
}

/** Looks that belong together, the newest first. */
function grouped(looks: readonly AccessLook[], by: (look: AccessLook) => string): AccessLook[][] {
  const groups = new Map<string, AccessLook[]>()
  for (const look of newestFirst(looks, ({ at }) => at)) {
    const key = by(look)
    const group = groups.get(key)
    // Added to, and not copied: there may be a look for every minute of many days.
    if (group) group.push(look)
    else groups.set(key, [look])
  }
  return [...groups.values()]
}

/** What the articles say that the looks rest on. */
function explained(looks: readonly AccessLook[]): Block[] {
  const cited = [...new Set(looks.flatMap(({ ground }) => ground ?? []))]
  const said = cited.map((ground) => `${saidGround(ground)}: ${groundMeanings[ground]}`)
  return said.length === 0 ? [] : [paragraph('Wat staat er in deze artikelen?'), list(said.sort())]
}

function inLine({ name, jobTitle, organisation }: Person): string {
  return `${name}, ${jobTitle} bij ${organisation}`
}

function newestFirst<T>(all: readonly T[], at: (one: T) => Date): T[] {
  return all.toSorted((a, b) => at(b).getTime() - at(a).getTime())
}
