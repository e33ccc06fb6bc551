import { readKnownKeys } from '../fields/read-map.ts'
import { readText } from '../fields/read-scalars.ts'
import type { IssueList } from '../issue-list.ts'
import type { Foreach } from '../manifest.ts'
import type { Node } from '../yaml/node.ts'

/** `foreach`: a file of rows, or `{ file, key }` where the column that names a row is told. */
export function readForeach(node: Node, issues: IssueList): Foreach {
  if (node.kind !== 'map') return readFile(node, issues)
  const keys = readKnownKeys(node, ['file', 'key'], { what: '`foreach`', issues })
  if (keys?.file === undefined) {
    issues.add(node, { code: 'missing-key', message: '`foreach` must say its `file`' })
    return { file: node }
  }
  const foreach = readFile(keys.file.value, issues)
  const key = keys.key && readText(keys.key.value, { what: '`key`', issues })
  if (key === undefined || keys.key === undefined) return foreach
  return { ...foreach, key: { text: key, place: keys.key.value } }
}

/** What is no text names no rows; that is told once. */
function readFile(node: Node, issues: IssueList): Foreach {
  readText(node, { what: '`foreach`', issues })
  return { file: node }
}
