import { extname } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import type { IssueList } from '../issue-list.ts'
import type { Place, PlacedText } from '../yaml/node.ts'
import { decodeTable } from './decode-table.ts'
import { readCsv } from './read-csv.ts'
import { readJson, readJsonLines } from './read-json.ts'
import { readYamlRows } from './read-yaml-rows.ts'
import type { Row } from './row.ts'
import type { TableSettings } from './table-settings.ts'

type Reader = (issues: IssueList, file: string, delimiter: string | undefined) => readonly Row[]

/** Readers of tables that are texts. */
const TEXTS: Readonly<Record<string, Reader>> = {
  '.csv': readCsv,
  '.tsv': (issues, file, delimiter = '\t') => readCsv(issues, file, delimiter),
  '.json': readJson,
  '.jsonl': readJsonLines,
  '.ndjson': readJsonLines,
  '.yaml': readYamlRows,
  '.yml': readYamlRows,
}

const WORKBOOK = '.xlsx'

type Options = TableSettings & { readonly file: string; readonly place: Place; readonly issues: IssueList }

/**
 * The rows of a table; undefined if it cannot be read. Mistakes have places in the table itself, except those of a file that is not a table
 * and of settings that do not fit it, which have theirs in the manifest.
 */
export async function readRows(bytes: Uint8Array, options: Options): Promise<readonly Row[] | undefined> {
  const { file, place, issues, delimiter, encoding, sheet } = options
  const extension = extname(file).toLowerCase()
  const read = Object.hasOwn(TEXTS, extension) ? TEXTS[extension] : undefined
  if (read === undefined && extension !== WORKBOOK) {
    issues.add(place, { code: 'bad-table', message: `\`${file}\` is not a table`, hint: hintFor(extension) })
    return undefined
  }
  if (read === undefined) {
    noteUseless({ delimiter, encoding }, { file, issues })
    // Loaded late: few manifests name a workbook.
    const { readWorkbook } = await import('./read-workbook.ts')
    return normalised(await readWorkbook(bytes, { file, place, issues, ...defined({ sheet }) }))
  }
  noteUseless(extension === '.csv' || extension === '.tsv' ? { sheet } : { sheet, delimiter }, { file, issues })
  const own = decodeTable(bytes, { file, encoding, issues })
  if (own === undefined) return undefined
  const rows = own.hasErrors() ? undefined : read(own, file, delimiter?.text)
  issues.take(own.all())
  // Errors in values that are read in spite of a mistake would only follow from it.
  return own.hasErrors() ? undefined : normalised(rows)
}

function hintFor(extension: string): string {
  const known = `Tables are files with the extension ${[...Object.keys(TEXTS), WORKBOOK].join(', ')}.`
  const near = suggest(extension, [...Object.keys(TEXTS), WORKBOOK])
  return ['.xls', '.xlsm', '.xlsb', '.ods', '.numbers'].includes(extension) || near === WORKBOOK
    ? 'Save the sheet as an Excel workbook (.xlsx) or as CSV.'
    : known
}

/** Reports settings that a file of this kind does not have. */
function noteUseless(
  settings: Readonly<Record<string, PlacedText | undefined>>,
  { file, issues }: { file: string; issues: IssueList },
): void {
  for (const [key, setting] of Object.entries(settings)) {
    if (setting !== undefined)
      issues.add(setting.place, {
        code: 'useless-key',
        message: `\`${key}\` has no meaning for \`${file}\``,
        hint: `Leave \`${key}\` out.`,
      })
  }
}

/** Line ends within values become `\n`: the same table, saved on another system, must not be rendered again. */
function normalised(rows: readonly Row[] | undefined): readonly Row[] | undefined {
  return rows?.map(({ values, place }) => ({ values: withLineEnds(values) as Row['values'], place }))
}

function withLineEnds(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\r') ? value.replaceAll(/\r\n?/g, '\n') : value
  if (Array.isArray(value)) return value.map(withLineEnds)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withLineEnds(item)]))
}
