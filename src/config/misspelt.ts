/** What Kubernetes and Docker put into the environment for a service of some name: DATABASE_SERVICE_HOST, SMTP_PORT_25_TCP. */
const ofPlatforms = /_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?)$/

/** Names shorter than this resemble too much by chance: only their case is judged. */
const shortestJudged = 6
/** A name of at most this length may differ in one place, a longer one in two. */
const shortName = 8

/**
 * Variables of the environment that are not ours and resemble a setting: the same name in another case, or one or two letters
 * that are wrong, missing, too many or exchanged. Without this a setting that was misspelt would be one that was not set.
 * @returns sentences by the name as it was written
 */
export function findMisspelt(names: readonly string[], settings: readonly string[]): string[] {
  return names
    .filter((name) => !settings.includes(name) && !ofPlatforms.test(name))
    .flatMap((name) => {
      const meant = settings.find((setting) => resembles(name, setting))
      return meant === undefined
        ? []
        : [`${name}: is no setting; did you mean ${meant}? Correct it, or take it away`]
    })
}

/** Variables that begin as settings do, and are none: they may well be of something else, and yet do nothing here. */
export function findUnheard(names: readonly string[], settings: readonly string[]): string[] {
  return names
    .filter(
      (name) =>
        /^(DATABASE|SMTP|LOGBOOK|DESTRUCTION|RETENTION|TOKEN|OPERATIONS|DELIVERY|BUDGET)_/.test(name) &&
        !settings.includes(name) &&
        !ofPlatforms.test(name) &&
        !settings.some((setting) => resembles(name, setting)),
    )
    .map((name) => `${name}: is no setting, and does nothing here; docs/operating.md has them all`)
}

function resembles(name: string, setting: string): boolean {
  const written = name.toUpperCase().replaceAll('-', '_')
  if (written === setting) return true
  if (setting.length < shortestJudged) return false
  return distance(written, setting) <= (setting.length <= shortName ? 1 : 2)
}

/** In how many places two names differ, where two letters that changed places are one (Damerau and Levenshtein, optimal alignment). */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return Number.POSITIVE_INFINITY
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, n) => n)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      const exchanged = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (same ? 0 : 1),
        exchanged ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
  }
  return at(one.length, other.length)
}
