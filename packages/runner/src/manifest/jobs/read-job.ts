import { readKnownKeys, readMap } from '../fields/read-map.ts'
import { readInteger, readText, readWord } from '../fields/read-scalars.ts'
import { readTextList } from '../fields/read-text-list.ts'
import type { IssueList } from '../issue-list.ts'
import type { Job } from '../manifest.ts'
import type { Entry, Node } from '../yaml/node.ts'
import { readForeach } from './read-foreach.ts'
import { readMatrix } from './read-matrix.ts'
import { policyKeys, readPolicy } from './read-policy.ts'
import { readTakes } from './read-takes.ts'

export const jobKeys = ['uses', 'with', 'output', 'matrix', 'takes', 'foreach', 'needs', 'tags', 'pick', 'seed', ...policyKeys] as const

const maxNameLength = 100

/** One job; `undefined` where there is nothing that others could refer to. */
export function readJob(entry: Entry, issues: IssueList): Job | undefined {
  const id = entry.key
  // `__proto__` is no name for what is kept by name.
  if (!/^[A-Za-z_][\w-]*$/.test(id) || id === '__proto__' || id.length > maxNameLength)
    issues.add(entry.keyPlace, {
      code: 'bad-name',
      message: `\`${id.slice(0, maxNameLength)}\` cannot be the name of a job`,
      hint: `Use letters, digits, \`_\` and \`-\`, beginning with a letter; ${maxNameLength} at the most.`,
    })

  const keys = readKnownKeys(entry.value, jobKeys, { what: 'a job', issues })
  if (keys === undefined) return undefined
  if (keys.uses === undefined) {
    issues.add(entry.keyPlace, {
      code: 'missing-key',
      message: `the job \`${id}\` does not say what it \`uses\``,
      hint: 'Write `uses: text-to-video`, say.',
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
    ...(isUnreadable && { isUnreadable }),
  }
}

function readBody(keys: Partial<Record<(typeof jobKeys)[number], Entry>>, issues: IssueList): Omit<Job, 'id' | 'place' | 'uses'> {
  const fields = keys.with && readMap(keys.with.value, '`with`', issues)
  const output = keys.output && readOutput(keys.output.value, issues)
  const matrix = keys.matrix && readMatrix(keys.matrix.value, issues)
  const takes = keys.takes && readTakes(keys.takes.value, issues)
  const foreach = keys.foreach && readForeach(keys.foreach.value, issues)
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
    ...(fields === undefined ? {} : { with: fields }),
    ...(output === undefined ? {} : { output }),
    ...(matrix === undefined ? {} : { matrix }),
    ...(takes === undefined ? {} : { takes }),
    ...(foreach === undefined ? {} : { foreach }),
    ...(pick === undefined ? {} : { pick }),
    ...(seed === undefined ? {} : { seed }),
    needs: keys.needs === undefined ? [] : readTextList(keys.needs.value, { what: '`needs`', issues }),
    tags: keys.tags === undefined ? [] : readTextList(keys.tags.value, { what: '`tags`', issues }).map(({ text }) => text),
  }
}

function readOutput(node: Node, issues: IssueList): Job['output'] {
  const text = readText(node, { what: '`output`', issues })
  return text === undefined || node.kind !== 'scalar' ? undefined : node
}
