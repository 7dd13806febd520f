import t from 'tap'
import { decodeTable } from '../../../src/ground/tables/decode-table.ts'

const text = 'Naam;Functie\r\n’t Hart–Łoś;Arts €'
const western = 'Naam;Functie\r\nRenée ’t Hart–Ÿ Š;Arts €'
const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le')

t.test('a table is read in the letters in which a spreadsheet saved it', async (t) => {
  const forms: Readonly<Record<string, readonly [string, Buffer]>> = {
    'UTF-8': [text, Buffer.from(text)],
    'UTF-8 with a mark': [text, Buffer.from(`\uFEFF${text}`)],
    'UTF-16': [text, utf16],
    'UTF-16, its bytes the other way round': [text, Buffer.from(utf16).swap16()],
    'UTF-16 without a mark': [text, utf16.subarray(2)],
    'UTF-16 without a mark, its bytes the other way round': [text, Buffer.from(utf16.subarray(2)).swap16()],
    'Windows-1252': [
      western,
      Buffer.concat([
        Buffer.from('Naam;Functie\r\nRen\xe9e ', 'latin1'),
        Buffer.from([0x92]),
        Buffer.from('t Hart'),
        Buffer.from([0x96, 0x9f, 0x20, 0x8a]),
        Buffer.from(';Arts '),
        Buffer.from([0x80]),
      ]),
    ],
    'that of a Mac': ['Naam\rRenée', Buffer.concat([Buffer.from('Naam\rRen'), Buffer.from([0x8e, 0x65])])],
    empty: ['', Buffer.alloc(0)],
  }
  for (const [form, [wanted, bytes]] of Object.entries(forms)) t.equal(decodeTable(bytes), wanted, form)
})

t.test('the file of a program is no table', async (t) => {
  for (const bytes of [
    [0x50, 0x4b, 0x03, 0x04, 0x14],
    [0xd0, 0xcf, 0x11, 0xe0, 0xa1],
    [0x4e, 0x61, 0x00, 0x61],
  ])
    t.equal(decodeTable(Uint8Array.from(bytes)), undefined)
})
