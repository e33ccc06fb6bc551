import { defined } from '@shotlist/codegen/defined'
import { ENCODINGS, FOREACH_KEYS, JOB_KEYS } from '@shotlist/codegen/manifest-keys'
import { readKnownKeys, readMap } from '../fields/read-map.ts'
import { describeNode, readInteger, readText, readTextList, readWord } from '../fields/read-scalars.ts'
import type { IssueList } from '../issue-list.ts'
import type { Foreach, Job, Matrix, Takes } from '../manifest.ts'
import type { Entry, Node } from '../yaml/node.ts'
import { readPolicy } from './read-policy.ts'

const MAX_NAME_LENGTH = 100

/** Reads one job. Returns `undefined` if its value is not a mapping. */
export function readJob(entry: Entry, issues: IssueList): Job | undefined {
  const id = entry.key
  // Jobs are kept in objects by name, where `__proto__` has another meaning.
  if (!/^[A-Za-z_][\w-]*$/.test(id) || id === '__proto__' || id.length > MAX_NAME_LENGTH)
    issues.add(entry.keyPlace, {
      code: 'bad-name',
      message: `\`${id.slice(0, MAX_NAME_LENGTH)}\` cannot be the name of a job`,
      hint: `Use letters, digits, \`_\` and \`-\`, beginning with a letter; the limit is ${MAX_NAME_LENGTH} characters.`,
    })

  const keys = readKnownKeys(entry.value, JOB_KEYS, { what: 'a job', issues })
  if (keys === undefined) return undefined
  if (keys.uses === undefined) {
    issues.add(entry.keyPlace, {
      code: 'missing-key',
      message: `the job \`${id}\` has no \`uses\``,
      hint: 'Write `uses: text-to-video`, for example.',
    })
  }
  const uses = keys.uses && readText(keys.uses.value, { what: '`uses`', issues })
  const body = readBody(keys, issues)
  const isUnreadable = uses === undefined || (keys.with !== undefined && body.with === undefined)
  return {
    id,
    place: entry.keyPlace,
    uses: { text: uses ?? '', place: keys.uses?.value ?? entry.keyPlace },
    ...body,
    ...defined({ isUnreadable: isUnreadable || undefined }),
  }
}

function readBody(keys: Partial<Record<keyof typeof JOB_KEYS, Entry>>, issues: IssueList): Omit<Job, 'id' | 'place' | 'uses'> {
  const fields = keys.with && readMap(keys.with.value, '`with`', issues)
  const output = keys.output && readOutput(keys.output.value, issues)
  const matrix = keys.matrix && readMatrix(keys.matrix.value, issues)
  const takes = keys.takes && readTakes(keys.takes.value, issues)
  const foreach = keys.foreach && readForeach(keys.foreach.value, issues)
  const condition = keys.if && readCondition(keys.if.value, issues)
  const pick = keys.pick && readWord(keys.pick.value, ['first'], { what: '`pick`', issues })
  const seed = keys.seed && readInteger(keys.seed.value, { what: '`seed`', issues, min: 0, max: Number.MAX_SAFE_INTEGER })
  if (keys.pick !== undefined && keys.takes === undefined)
    issues.add(keys.pick.keyPlace, {
      code: 'useless-key',
      message: '`pick` chooses among takes, and this job has none',
      hint: 'Add `takes: 2`, or leave `pick` out.',
    })
  return {
    ...readPolicy(keys, issues),
    ...defined({ with: fields, output, matrix, takes, foreach, if: condition, pick, seed }),
    needs: keys.needs === undefined ? [] : readTextList(keys.needs.value, { what: '`needs`', issues }),
    tags: keys.tags === undefined ? [] : readTextList(keys.tags.value, { what: '`tags`', issues }).map(({ text }) => text),
  }
}

function readOutput(node: Node, issues: IssueList): Job['output'] {
  const text = readText(node, { what: '`output`', issues })
  return text === undefined || node.kind !== 'scalar' ? undefined : node
}

/** `if`: an expression, or true or false itself. */
function readCondition(node: Node, issues: IssueList): Job['if'] {
  if (node.kind === 'scalar' && (typeof node.value === 'boolean' || (typeof node.value === 'string' && node.value.trim() !== '')))
    return node
  issues.add(node, {
    code: 'wrong-type',
    message: `\`if\` must be an expression, not ${describeNode(node)}`,
    hint: "Write `if: row.market == 'eu'`, for example. A condition that begins with `!`, a quote or a bracket needs `${{ }}` around it.",
  })
  return undefined
}

const MAX_TAKES = 1000

/** `takes`: a number, or `${{ jobs.<id>.takes }}` for the takes of another job, each paired with its own take. */
function readTakes(node: Node, issues: IssueList): Takes {
  const job = readJobReference(node, 'takes')
  if (job !== undefined) return { kind: 'of-job', place: node, job }
  const count = readInteger(node, { what: '`takes`', issues, min: 1, max: MAX_TAKES })
  return { kind: 'count', count: count ?? 1 }
}

/** `foreach`: the path of a table, or a mapping with the column that names a row and how the table is written. */
function readForeach(node: Node, issues: IssueList): Foreach {
  if (node.kind !== 'map') return readFile(node, issues)
  const keys = readKnownKeys(node, FOREACH_KEYS, { what: '`foreach`', issues })
  if (keys?.file === undefined) {
    issues.add(node, { code: 'missing-key', message: '`foreach` has no `file`' })
    return { file: node }
  }
  const placed = (key: 'key' | 'sheet' | 'delimiter', text: string | undefined) =>
    text === undefined || keys[key] === undefined ? undefined : { text, place: keys[key].value }
  const key = keys.key && readText(keys.key.value, { what: '`key`', issues })
  const sheet = keys.sheet && readText(keys.sheet.value, { what: '`sheet`', issues })
  const delimiter = keys.delimiter && readDelimiter(keys.delimiter.value, issues)
  const encoding = keys.encoding && readWord(keys.encoding.value, ENCODINGS, { what: '`encoding`', issues })
  return {
    ...readFile(keys.file.value, issues),
    ...defined({
      key: placed('key', key),
      sheet: placed('sheet', sheet),
      delimiter: placed('delimiter', delimiter),
      encoding: encoding === undefined || keys.encoding === undefined ? undefined : { text: encoding, place: keys.encoding.value },
    }),
  }
}

/** One character that no value consists of. */
function readDelimiter(node: Node, issues: IssueList): string | undefined {
  const text = readText(node, { what: '`delimiter`', issues })
  if (text === undefined || (text.length === 1 && !/["\w\r\n ]/.test(text))) return text
  issues.add(node, {
    code: 'unknown-value',
    message: `\`delimiter\` must be one character, not ${describeNode(node)}`,
    hint: 'Write `","`, `";"`, `"|"` or, for a tab, `"\\t"` in double quotes.',
  })
  return undefined
}

/** Reads the path of a table. A value that is not a text is reported here, and the plan does not report it again. */
function readFile(node: Node, issues: IssueList): Foreach {
  readText(node, { what: '`foreach`', issues })
  return { file: node }
}

/** `matrix`: axes with `include` and `exclude`, or `${{ jobs.<id>.matrix }}`. */
function readMatrix(node: Node, issues: IssueList): Matrix {
  const job = readJobReference(node, 'matrix')
  if (job !== undefined) return { kind: 'of-job', place: node, job }
  if (node.kind !== 'map') {
    issues.add(node, {
      code: 'wrong-type',
      message: `\`matrix\` must be a mapping of axes to lists of values, not ${describeNode(node)}`,
      hint: 'Write `matrix: { look: [anime, clay] }`, or use the cells of another job: `matrix: ${{ jobs.other.matrix }}`.',
    })
    // A matrix without axes: errors that only follow from this mistake are not reported.
    return { kind: 'axes', place: node, axes: new Map() }
  }

  const axes = new Map<string, Node>()
  for (const [name, { keyPlace, value }] of node.entries) {
    if (name === 'include' || name === 'exclude') continue
    axes.set(name, value)
    if (!/^[A-Za-z_][\w-]*$/.test(name))
      issues.add(keyPlace, {
        code: 'bad-name',
        message: `\`${name}\` cannot be the name of an axis`,
        hint: 'Use letters, digits, `_` and `-`, beginning with a letter.',
      })
    if (name === 'row' || name === 'take')
      issues.add(keyPlace, {
        code: 'bad-name',
        message: `\`${name}\` cannot be the name of an axis: expressions use it for the ${name} of an instance`,
      })
  }
  const include = node.entries.get('include')?.value
  const exclude = node.entries.get('exclude')?.value
  if (axes.size === 0 && include === undefined) issues.add(node, { code: 'empty', message: 'this matrix has no axis' })
  return { kind: 'axes', place: node, axes, ...defined({ include, exclude }) }
}

/** The job named by a value that is exactly `${{ jobs.<id>.matrix }}` (or `takes`); `undefined` for any other value. */
function readJobReference(node: Node, property: 'matrix' | 'takes'): string | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return undefined
  const match = /^\s*\$\{\{\s*jobs(?:\.([\w-]+)|\[\s*'([^']+)'\s*\])\.(\w+)\s*\}\}\s*$/.exec(node.value)
  return match?.[3] === property ? (match[1] ?? match[2]) : undefined
}
