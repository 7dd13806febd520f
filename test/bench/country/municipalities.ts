import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'

/** A municipality of the country, and how many thousands of people live there, roughly. */
export interface Municipality {
  readonly code: string
  readonly name: string
  readonly region: string
  readonly thousands: number
}

/** The largest and the smallest, in thousands of inhabitants; the others lie between 12 and 58. */
const known: Readonly<Record<string, number>> = {
  '0363': 931,
  '0599': 670,
  '0518': 566,
  '0344': 374,
  '0772': 246,
  '0014': 244,
  '0855': 229,
  '0034': 226,
  '0758': 188,
  '0268': 187,
  '0200': 168,
  '0202': 167,
  '0392': 165,
  '0394': 163,
  '0153': 161,
  '0307': 160,
  '0479': 160,
  '0796': 160,
  '0193': 133,
  '0080': 128,
  '0637': 127,
  '0546': 127,
  '0935': 125,
  '0228': 124,
  '0505': 122,
  '1783': 115,
  '0484': 115,
  '0361': 112,
  '0114': 109,
  '0503': 108,
  '0150': 103,
  '0983': 103,
  '0060': 4,
  '0093': 5,
  '0088': 1,
  '0096': 1,
  '0277': 2,
}

const zwolle = '0193'

interface Row {
  readonly gemeentecode: string
  readonly naam: string
  readonly veiligheidsregio: string
}

/**
 * The municipalities of 2026, whole regions together, the first so many where a part of the country is enough. Zwolle and
 * its region come first, so that they are always there.
 */
export function readMunicipalities(share: number): Municipality[] {
  const rows = parse(readFileSync(new URL('./municipalities.csv', import.meta.url)), {
    columns: true,
  }) as Row[]
  const all = rows.map(({ gemeentecode, naam, veiligheidsregio }) => {
    const code = gemeentecode.replace('GM', '')
    return { code, name: naam, region: veiligheidsregio, thousands: known[code] ?? 12 + (Number(code) % 47) }
  })
  const first = all.find(({ code }) => code === zwolle)?.region ?? ''
  const order = (a: Municipality, b: Municipality) =>
    Number(b.code === zwolle) - Number(a.code === zwolle) ||
    Number(b.region === first) - Number(a.region === first) ||
    a.region.localeCompare(b.region) ||
    a.code.localeCompare(b.code)
  return all.sort(order).slice(0, Math.max(3, Math.round(all.length * share)))
}
