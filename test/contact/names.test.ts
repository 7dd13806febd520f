import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { writeInLatin } from '../../src/contact/letters.ts'
import {
  readJobTitle,
  readMunicipalityName,
  readOrganisationName,
  readPersonName,
  readTitle,
} from '../../src/contact/names.ts'
import type { Reading } from '../../src/contact/reading.ts'
import { testPersons } from '../support/bsn.ts'

const shown = (read: Reading) => ('value' in read ? read.value : read.reason.detail)
const readers = { readPersonName, readJobTitle, readOrganisationName, readMunicipalityName, readTitle }
const { bsn } = testPersons[0] as { bsn: string }

/** Names as passports of Europe have them, and as the colleagues of Dutch people write them. */
const names = [
  "'t Hart",
  '’t Hart',
  "'s Gravesande",
  "d'Ancona",
  'D’Ancona-Łoś',
  'O',
  'J. O',
  'van ’t Wout-in ’t Veld',
  'J.P. (Jan Peter) van der Ven, MSc',
  'Ĳsbrand',
  'Zoë Çelik-Öztürk',
  'Ægir Þórsson',
  'Søren Ångström',
  'Đorđe Šešelj',
  'Şule Güneş Işık',
  'Ștefan Țîru',
  'Şerban Ţîru',
  'Grzegorz Brzęczyszczykiewicz',
  'Przemysław Żółć',
  'Žydrūnas Ąžuolas',
  'Ģirts Ķēniņš',
  'Ľudovít Ďurčo Ťažký Ĺ',
  'Győző Űr',
  'Jüri Õnnela',
  'Ŋiillas Ŧuomas Ǥáppá Ǯuossu Ǩiurâl',
  'Ġorġ Ħelu Żammit',
  'Siân Ŵyn Ŷnys',
  'Nguyễn Thị Ánh Tuyết',
  'Ngũgĩ wa Thiong’o',
  'Əliyev',
  'Ọlá Adéṣẹ̀',
  'Straße',
  'STRAẞE',
  'Ḥusayn al-Ṭayyib',
]

t.test('every name that a passport can hold is taken as it is', async (t) => {
  for (const name of names) t.equal(shown(readPersonName(name)), name.normalize('NFC'), name)
})

t.test('one spelling is kept of what looks the same', async (t) => {
  t.equal(shown(readPersonName('  Rene\u0301  ‘t\u00a0Hart ')), 'René ’t Hart')
  t.equal(shown(readPersonName('A. Bos‐de\u2011Wit')), 'A. Bos-de-Wit')
})

t.test('names in other letters are refused, with what to write', async (t) => {
  for (const name of [
    '李小龍',
    'محمد',
    'Иван',
    'Γιώργος',
    'דוד',
    'Аnna',
    'ゆき',
    '김',
    'ಕ',
    'Jan 李',
    'Ａnna',
  ])
    for (const [reader, read] of Object.entries(readers))
      t.equal(shown(read(name)), writeInLatin, `${reader} ${name}`)
})

t.test('job titles, organisations, municipalities and convenants as they are', async (t) => {
  for (const title of [
    'Jeugdarts 4-19 jaar',
    'Casemanager 18-/18+',
    'IB’er (groep 1 t/m 8)',
    'GZ-psycholoog',
    '4-19',
  ])
    t.equal(shown(readJobTitle(title)), title)
  for (const name of [
    "'s Heeren Loo",
    'Praktijk 2000 & Zn. (Zwolle)',
    '1801 jeugd + gezin',
    'Kei!',
    'Wmo/Jeugd',
  ])
    t.equal(shown(readOrganisationName(name)), name)
  for (const name of [
    "'s-Hertogenbosch",
    'Súdwest-Fryslân',
    'Bergen (NH.)',
    'Tytsjerksteradiel',
    'De Fryske Marren',
  ])
    t.equal(shown(readMunicipalityName(name)), name)
  const known = readFileSync(new URL('../bench/country/municipalities.csv', import.meta.url), 'utf8')
  for (const { naam: name } of parse(known, { columns: true }) as { naam: string }[])
    t.equal(shown(readMunicipalityName(name)), name, name)
  for (const title of ['Convenant verwijsindex 2026-2030', 'Afspraken 1-1-2026 t/m 31-12-2030: regio’s'])
    t.equal(shown(readTitle(title)), title)
})

t.test('R7: none has room for a number of a young person, nor for what is no name', async (t) => {
  const parted = bsn.match(/.{1,2}/g) ?? []
  const numbers = [
    bsn,
    `Arts ${bsn}`,
    parted.join(' '),
    parted.join('/'),
    parted.join(', '),
    parted.join('-'),
    bsn.slice(1),
  ]
  const bad = [
    '',
    ' ',
    '=1+1',
    '@x',
    '-x',
    '<b>x</b>',
    'a\nb',
    'a\0',
    'x "y"',
    'x?',
    'a\vb',
    '1\u00bd',
    '\u0301a',
  ]
  for (const [name, read] of Object.entries(readers)) {
    for (const text of numbers.slice(0, name === 'readTitle' ? 3 : 7))
      t.ok('reason' in read(text), `${name}: ${text}`)
    for (const text of bad) t.ok('reason' in read(text), `${name}: ${JSON.stringify(text)}`)
  }
})
