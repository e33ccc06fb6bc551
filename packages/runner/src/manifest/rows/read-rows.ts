import { extname } from 'node:path'
import type { IssueList } from '../issue-list.ts'
import { openSource } from '../open-source.ts'
import type { Place } from '../yaml/node.ts'
import { readCsv } from './read-csv.ts'
import { readJson } from './read-json.ts'
import { readJsonLines } from './read-json-lines.ts'
import { readYamlRows } from './read-yaml-rows.ts'
import type { Row } from './row.ts'

type Reader = (issues: IssueList) => readonly Row[]

const readers: Readonly<Record<string, Reader>> = {
  '.csv': readCsv,
  '.json': readJson,
  '.jsonl': readJsonLines,
  '.ndjson': readJsonLines,
  '.yaml': readYamlRows,
  '.yml': readYamlRows,
}

/**
 * The rows of a table; undefined where it cannot be read. Its mistakes have places in the table itself; only a kind of file that is no table is
 * noted at `place`.
 */
export function readRows(
  bytes: Uint8Array,
  { file, place, issues }: { file: string; place: Place; issues: IssueList },
): readonly Row[] | undefined {
  const reader = readers[extname(file).toLowerCase()]
  if (reader === undefined) {
    issues.add(place, {
      code: 'bad-table',
      message: `\`${file}\` is no table`,
      hint: `Rows are read from ${Object.keys(readers).join(', ')}.`,
    })
    return undefined
  }
  const own = openSource(file, bytes)
  if (own.hasErrors()) {
    issues.take(own.all())
    return undefined
  }
  const rows = reader(own)
  issues.take(own.all())
  return rows.length === 0 && own.hasErrors() ? undefined : rows
}
