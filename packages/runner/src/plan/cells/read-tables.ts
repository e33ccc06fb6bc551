import { posix, resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import { compileValue } from '../../manifest/expressions/compile-value.ts'
import { evaluateValue } from '../../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../../manifest/expressions/expression.ts'
import { checkInputPath } from '../../manifest/files/check-file.ts'
import type { Files } from '../../manifest/files/files.ts'
import { outOfBounds } from '../../manifest/files/out-of-bounds.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { Foreach, Job } from '../../manifest/manifest.ts'
import { readRows } from '../../manifest/rows/read-rows.ts'
import type { Row } from '../../manifest/rows/row.ts'
import { type NamedRow, nameRows } from './name-rows.ts'

/** The rows of each job that has a table, by the job's name. */
export type Tables = ReadonlyMap<string, readonly NamedRow[]>

type Context = {
  readonly scope: Scope
  readonly issues: IssueList
  readonly files: Files
  /** The manifest's folder. */
  readonly root: string
}

/** Reads the tables of all jobs, each table once. This is the part of planning that may have to wait: for the reader of workbooks. */
export async function readTables(jobs: Iterable<Job>, context: Context): Promise<Tables> {
  const tables = new Map<string, readonly NamedRow[]>()
  const known = new Map<string, readonly Row[] | undefined>()
  for (const { id, foreach } of jobs) if (foreach !== undefined) tables.set(id, await readTable(foreach, { ...context, known }))
  return tables
}

type Reading = Context & { readonly known: Map<string, readonly Row[] | undefined> }

async function readTable(foreach: Foreach, { scope, issues, files, root, known }: Reading): Promise<readonly NamedRow[]> {
  const file = evaluateValue(compileValue(foreach.file, issues), scope, issues)
  if (typeof file !== 'string') return []
  const checked = checkInputPath(file)
  if ('problem' in checked) {
    issues.add(foreach.file, {
      code: 'bad-path',
      message: `\`foreach\` ${checked.problem}`,
      ...defined({ hint: checked.hint }),
    })
    return []
  }
  const outside = outOfBounds(checked.path, { files, root })
  if (outside !== undefined) {
    issues.add(foreach.file, outside)
    return []
  }
  const read = files.read(resolve(root, checked.path))
  if ('problem' in read) {
    const isThere = files.stat(resolve(root, checked.path)) !== undefined
    const near = isThere ? undefined : suggest(posix.basename(checked.path), files.list(resolve(root, posix.dirname(checked.path))))
    issues.add(foreach.file, {
      code: 'no-file',
      message: `${checked.path} ${read.problem}`,
      ...defined({
        hint: !isThere ? "Paths are relative to the manifest's folder." : undefined,
        suggestion: near === undefined ? undefined : posix.join(posix.dirname(checked.path), near),
      }),
    })
    return []
  }
  const { delimiter, encoding, sheet } = foreach
  const settings = defined({ delimiter, encoding, sheet })
  const same = JSON.stringify([checked.path, ...[delimiter, encoding, sheet].map((setting) => setting?.text)])
  const rows = known.has(same)
    ? known.get(same)
    : await readRows(read.bytes, { file: checked.path, place: foreach.file, issues, ...settings })
  known.set(same, rows)
  if (rows === undefined) return []
  if (rows.length === 0) {
    issues.add(foreach.file, {
      code: 'empty',
      message: `${checked.path} has no rows`,
      hint: 'A table has a row for each clip, below the names of its columns.',
    })
  }
  return nameRows(rows, { foreach, file: checked.path, issues })
}
