import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeXlsx } from 'hucre/xlsx'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nodeFiles } from '../../src/manifest/files/node-files.ts'
import { loadPlan } from '../../src/plan/load-plan.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The prompts of a manifest's clips by row, or its mistakes. */
async function read(file: string, bytes: string | Uint8Array, more = ''): Promise<unknown> {
  writeFileSync(join(folder, file), bytes)
  writeFileSync(
    join(folder, 'shotlist.yaml'),
    `version: 1\njobs:\n  a: { foreach: { file: ${file}${more} }, uses: pixverse/text-to-video, with: { prompt: "\${{ row.text }}", seed: 1, model: v6, duration: 5, quality: 540p, aspect_ratio: "16:9" } }\n`,
  )
  const loaded = await loadPlan({ manifestPath: 'shotlist.yaml', cwd: folder, env: {}, files: nodeFiles })
  if (!loaded.ok) return loaded.issues.map(({ file: at, line, column, message }) => `${at}:${line}:${column} ${message}`)
  return Object.fromEntries(loaded.plan.instances.map(({ id, with: request }) => [id.slice(6, -1), request['prompt']]))
}

const TWO = { '1': 'Grün', '2': 'Blau; kühl' }
const TEXT = 'id;text\r\n1;Grün\r\n2;"Blau; kühl"\r\n'
const latin = Buffer.from(TEXT, 'latin1')
const wide = Buffer.from(TEXT, 'utf16le')

test('CSV of Excel in windows-1252 with semicolons is read as the manifest says, and refused otherwise', async () => {
  expect(await read('p.csv', latin, ', encoding: windows-1252')).toEqual(TWO)
  expect(await read('p.csv', latin)).toEqual(['p.csv:2:5 this is not UTF-8 in row 2, column 2 (`text`)'])
  expect(await read('p.csv', Buffer.from([...latin, 0x81]), ', encoding: windows-1252')).toEqual([
    'p.csv:4:1 this is not valid windows-1252 in row 4, column 1 (`id`)',
  ])
})

test.each([
  ['with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), ''],
  ['big-endian with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]).swap16(), ''],
  ['without one', wide, ', encoding: utf-16le'],
])('UTF-16 %s', async (_, bytes, more) => {
  expect(await read('p.csv', bytes, more)).toEqual(TWO)
})

test('UTF-16 without a mark, and a mark that contradicts the manifest, are refused', async () => {
  expect(await read('p.csv', Buffer.from('id;text\n1;a\n', 'utf16le'))).toEqual(['p.csv:1:2 a text cannot contain the character NUL'])
  expect(await read('p.csv', `\uFEFF${TEXT}`, ', encoding: windows-1252')).toEqual([
    'shotlist.yaml:3:42 `p.csv` begins with the byte order mark of utf-8, and `encoding` says windows-1252',
  ])
})

test.each([
  ['p.csv', `\uFEFF${TEXT}`, ''],
  ['p.csv', `sep=;\r\n${TEXT}`, ''],
  ['p.csv', TEXT.replaceAll(';', ',').replace('Blau,', 'Blau;'), ''],
  ['p.csv', 'id|text\n1|Grün\n2|Blau; kühl\n', ', delimiter: "|"'],
  ['p.tsv', 'id\ttext\n1\tGrün\n2\tBlau; kühl\n', ''],
  ['p.csv', '\n;;\nid;text;;\n\n1;Grün;;\n;;;\n2;"Blau; kühl";;\n  \n', ''],
])('delimiters, marks and blank rows: %s %j', async (file, bytes, more) => {
  expect(await read(file, bytes, more)).toEqual(TWO)
})

test('a first line that shows no one delimiter is refused', async () => {
  expect(await read('p.csv', 'id,a;text\n1,a;b\n')).toEqual(['p.csv:1:1 the names of the columns may be separated by `,` and `;`'])
})

test('keys that stand twice name both rows', async () => {
  expect(await read('p.csv', 'id,text\n1,"a\nb"\n\n1,c\n', ', key: id')).toEqual([
    'shotlist.yaml:3:37 p.csv:5 has the same `id` as line 2: 1',
  ])
})

test('quotes and line breaks in cells; line ends are normalised', async () => {
  expect(await read('p.csv', 'id,text\r\n1,"a ""b""\r\nc"\r\n')).toEqual({ '1': 'a "b"\nc' })
  expect(await read('p.csv', 'id,text\n1,5" screen\n')).toEqual([
    'p.csv:2:2 row 2, column 2: this value contains a quote, and does not begin with one',
  ])
  expect(await read('p.csv', 'id,text\n1,"a\n2,b\n')).toEqual(['p.csv:2:2 row 2, column 2: the quote that opens this value has no end'])
})

test('only a header is an error', async () => {
  expect(await read('p.csv', 'id,text\n')).toEqual(['shotlist.yaml:3:25 p.csv has no rows'])
  const bytes = await writeXlsx({ sheets: [{ name: 'A', rows: [['id', 'text']] }] })
  expect(await read('p.xlsx', bytes)).toEqual(['shotlist.yaml:3:25 p.xlsx has no rows'])
})

test('a value without a column name is refused with its column', async () => {
  expect(await read('p.csv', 'id,,text\n1,x,a\n')).toEqual(['p.csv:2:1 column 2: this value is in a column that has no name'])
})

test('a workbook: numbers, numbers as text, dates, formulas, blank rows', async () => {
  const cells = new Map([
    ['6,1', { value: null, type: 'formula' as const, formula: '"a"&"b"', formulaResult: 'ab' }],
    ['7,0', { value: 12, type: 'number' as const, style: { numFmt: '00000' } }],
  ])
  const rows = [
    ['id', 'text', null],
    ['007', 'x\r\ny'],
    [],
    [8, 0.1 + 0.2],
    [9, new Date('2026-11-28')],
    [10, new Date('2026-11-28T09:30:00Z')],
    [11, null],
    [null, 'last'],
  ]
  const bytes = await writeXlsx({
    sheets: [
      { name: 'Secret', rows: [['x']], hidden: true },
      { name: 'Spring', rows, cells },
    ],
  })
  const values = { '007': 'x\ny', '8': '0.3', '9': '2026-11-28', '10': '2026-11-28T09:30:00', '11': 'ab', '00012': 'last' }
  expect(await read('p.xlsx', bytes)).toEqual(values)
  expect(await read('p.xlsx', bytes, ', sheet: Sprng')).toEqual(['shotlist.yaml:3:40 p.xlsx has no sheet `Sprng`'])
  expect(await read('p.csv', TEXT, ', sheet: A')).toEqual(['shotlist.yaml:3:39 `sheet` has no meaning for `p.csv`'])
})

test('a formula without a value, and an error in a cell, are refused with row and column', async () => {
  const cells = new Map([
    ['1,1', { value: null, type: 'formula' as const, formula: 'A1&"x"' }],
    ['2,1', { value: '#N/A', type: 'error' as const }],
  ])
  const bytes = await writeXlsx({
    sheets: [
      {
        name: 'A',
        rows: [
          ['id', 'text'],
          [1, null],
          [2, null],
        ],
        cells,
      },
    ],
  })
  expect(await read('p.xlsx', bytes)).toEqual([
    'p.xlsx:2:2 sheet "A", cell B2: the formula `=A1&"x"` has no stored value',
    'p.xlsx:3:2 sheet "A", cell B3: this cell has the error #N/A',
  ])
  expect(await read('p.xlsx', 'no zip')).toEqual([expect.stringContaining('shotlist.yaml:3:25 p.xlsx cannot be read as an Excel workbook')])
})

test('a value that its field does not accept is reported with its row and column', async () => {
  expect(await read('p.csv', `id,text\n1,fine\n2,${'x'.repeat(9000)}\n`)).toEqual([expect.stringMatching(/\(p\.csv:3, column `text`\)$/)])
})
