import type { IssueList } from '../issue-list.ts'
import { toPlain } from '../yaml/node.ts'
import { parseYaml } from '../yaml/parse-yaml.ts'
import type { Row } from './row.ts'

/** Reads a YAML list of mappings. */
export function readYamlRows(issues: IssueList, file: string): readonly Row[] {
  const root = parseYaml(issues)
  if (root === undefined) return []
  if (root.kind !== 'list') {
    issues.add(root, { code: 'bad-table', message: 'this file must be a list of mappings' })
    return []
  }
  const rows: Row[] = []
  for (const item of root.items) {
    if (item.kind === 'map')
      rows.push({
        values: toPlain(item) as Record<string, unknown>,
        place: { file, unit: 'line', number: issues.source.position(item.start).line },
      })
    else issues.add(item, { code: 'bad-table', message: 'a row must be a mapping' })
  }
  return rows
}
