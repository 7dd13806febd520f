import { invalid } from './bad-connections.ts'
import type { BadInput } from './bad-input-table.ts'

/** Bad input about what destroys: a number that is none, a date that is yet to come, and no room for a text (R7, R11). */

const id = '0192e3b4-7c1a-7d2e-9a10-5b6c7d8e9f11'
const death = (body: object, ...faults: string[]): BadInput => invalid('POST', '/v1/deaths', body, ...faults)
const winding = (body: object, ...faults: string[]): BadInput =>
  invalid('POST', `/v1/convenants/${id}/wind-downs`, body, ...faults)
const bsn = '999993653'

export const badDestruction: Readonly<Record<string, BadInput>> = {
  'death: no number': death({}, 'body /bsn'),
  'death: fails the eleven-test': death({ bsn: '999993654' }, 'body /bsn'),
  'death: a number as number': death({ bsn: 999993653 }, 'body /bsn'),
  'death: several': death({ bsn: [bsn] }, 'body /bsn'),
  'death: everybody': death({ bsn: '%' }, 'body /bsn'),
  'death: tomorrow': death({ bsn, deathDate: '2026-06-17' }, 'body /deathDate'),
  'death: null for a date': death({ bsn, deathDate: null }, 'body /deathDate'),
  'death: words for a date': death({ bsn, deathDate: 'gisteren' }, 'body /deathDate'),
  'death: 30 February': death({ bsn, deathDate: '2026-02-30' }, 'body /deathDate'),
  'death: a cause': death({ bsn, oorzaak: 'onbekend' }, 'body /oorzaak'),
  'death: everything wrong': death({ bsn: 'x', deathDate: 'x' }, 'body /bsn', 'body /deathDate'),
  'death: a list': death([{ bsn }], 'body '),
  'wind-down: a name for a code': winding({ municipalityCode: 'Zwolle' }, 'body /municipalityCode'),
  'wind-down: a number for a code': winding({ municipalityCode: 193 }, 'body /municipalityCode'),
  'wind-down: several': winding({ municipalityCode: ['0193'] }, 'body /municipalityCode'),
  'wind-down: a day': winding({ untilDate: '2026-01-01' }, 'body /untilDate'),
  'wind-down: a reason': winding({ toelichting: 'te duur' }, 'body /toelichting'),
  'wind-down: a list': winding([], 'body '),
}
