import t from 'tap'
import {
  birthDaysOf,
  birthdays23,
  reasonAgainstBirthDate,
  writtenInFull,
} from '../../src/identity/birth-date.ts'

const today = '2026-11-22'

t.test('R9: a birth date is read as far as it is known, as the population register writes it', async (t) => {
  for (const [written, earliest, latest] of [
    ['2009-05-17', '2009-05-17', '2009-05-17'],
    ['2009-05-00', '2009-05-01', '2009-05-31'],
    ['2009-05', '2009-05-01', '2009-05-31'],
    ['2008-02-00', '2008-02-01', '2008-02-29'],
    ['2009-02', '2009-02-01', '2009-02-28'],
    ['2009-00-00', '2009-01-01', '2009-12-31'],
    ['2009-00', '2009-01-01', '2009-12-31'],
    ['2009', '2009-01-01', '2009-12-31'],
    ['0000-00-00', '1800-01-01', today],
    ['0000', '1800-01-01', today],
    ['2026', '2026-01-01', today],
    ['2026-11-00', '2026-11-01', today],
  ] as const) {
    t.equal(reasonAgainstBirthDate(written, today), undefined, written)
    t.strictSame(birthDaysOf(written, today), { earliest, latest })
  }
})

t.test('R9: what is no birth date is refused, in words that ask nobody to invent a day', async (t) => {
  for (const written of [
    '',
    '2009-00-17',
    '2009-13-00',
    '2009-02-30',
    '2009-5',
    '20090500',
    '0000-05-00',
    '0000-00-17',
    '2009-05-17T00:00:00Z',
    ' 2009',
    '2009-',
  ]) {
    t.match(
      reasonAgainstBirthDate(written, today),
      { code: 'invalid-format', detail: /Verzin geen dag/ },
      written,
    )
    t.throws(() => birthDaysOf(written, today), RangeError)
  }
  for (const written of ['2026-11-23', '2026-12-00', '2027', '9999-00-00'])
    t.match(reasonAgainstBirthDate(written, today), { code: 'birth-date-in-future' }, written)
  t.match(
    reasonAgainstBirthDate('1799-00-00', today),
    { code: 'invalid' },
    'beyond what the law reckons with',
  )
})

t.test('R8: the 23rd birthday is as late as it may be', async (t) => {
  t.strictSame(birthdays23('2004-02', today), { earliest: '2027-02-01', latest: '2027-03-01' })
  t.strictSame(birthdays23('2009', today), { earliest: '2032-01-01', latest: '2032-12-31' })
  t.equal(birthdays23('0000-00-00', today).latest, '2049-11-22')
})

t.test('R9: the same knowledge is the same text, however it is written', async (t) => {
  for (const [written, full] of [
    ['2009', '2009-00-00'],
    ['2009-05', '2009-05-00'],
    ['2009-05-00', '2009-05-00'],
    ['2009-05-17', '2009-05-17'],
  ] as const)
    t.equal(writtenInFull(written), full)
})
