import type { FieldModel } from '@shotlist/codegen'
import { LEFT_OUT } from '../../manifest/expressions/evaluate.ts'
import { evaluateValue } from '../../manifest/expressions/evaluate-value.ts'
import { isOutputReference, type OutputReference, type Scope } from '../../manifest/expressions/expression.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import type { ExpandedJob, InstanceContext } from '../instances/instance-context.ts'
import { type Field, respell } from './field.ts'
import { UNKNOWN_FIELD } from './read-fields.ts'
import { type SeedSource, withSeed } from './seed.ts'
import { toUploadNodes } from './to-upload-nodes.ts'

type Options = {
  readonly scope: Scope
  readonly seed: SeedSource
  readonly context: InstanceContext
}

/** The request of one instance: every field evaluated that is not left out, files as upload nodes, and a seed if the operation has one. */
export function evaluateFields(job: ExpandedJob, { scope, seed, context }: Options): Record<string, unknown> {
  const entries: [string, unknown][] = []
  for (const field of job.fields) {
    const own = evaluateValue(field.value, scope, context.issues)
    const used = own === LEFT_OUT ? field.otherwise : field
    const value = used === undefined || used === field ? own : evaluateValue(used.value, scope, context.issues)
    if (used === undefined || value === LEFT_OUT || field.model === UNKNOWN_FIELD) continue
    noteLists(value, used, context.issues)
    entries.push([used.name, toRequestValue(value, used, { job, context })])
  }
  return withSeed(Object.fromEntries(entries), job, seed)
}

/** Reports an output that is a list, unless it is the whole value of a field that takes a list as it is. */
function noteLists(value: unknown, field: Field, issues: IssueList): void {
  for (const { name } of listReferences(value)) {
    const takesList = isOutputReference(value) && field.model?.type.includes('[]') === true
    if (takesList && field.files.length === 0) continue
    const hint = takesList
      ? `Each item is uploaded, so name them one by one: \`[{ url: \${{ jobs.<job>.outputs.${name}[0] }} }]\`.`
      : `Name one of its items: \`${name}[0]\` is the first.`
    issues.add(field.value.node, { code: 'wrong-type', message: `\`${name}\` is a list, which ${field.name} does not take here`, hint })
  }
}

function listReferences(value: unknown): readonly OutputReference['$output'][] {
  if (typeof value !== 'object' || value === null) return []
  if (isOutputReference(value)) return value.$output.list === true ? [value.$output] : []
  return Object.values(value).flatMap(listReferences)
}

function toRequestValue(value: unknown, field: Field, { job, context }: { job: ExpandedJob; context: InstanceContext }): unknown {
  const typed = isOutputReference(value)
    ? value
    : respell(field.value.kind === 'template' ? coerce(value, field.model) : value, field.model)
  if (job.used === undefined || (field.files.length === 0 && field.publicUrls.length === 0)) return typed
  const { issues, files, root, checked, lengths, contents } = context
  return toUploadNodes(typed, field, { used: job.used, issues, files, root, checked, lengths, contents })
}

/**
 * Converts the value of an expression to the field's type: CSV tables hold only texts, and JSON tables may name products by numbers.
 * Literal values in the manifest are not converted.
 */
function coerce(value: unknown, field: FieldModel | undefined): unknown {
  if (typeof value === 'string') {
    if (field?.type === 'integer' && /^-?\d+$/.test(value) && Number.isSafeInteger(Number(value))) return Number(value)
    if (field?.type === 'number' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
    if (field?.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  }
  if (field?.type === 'string' && (typeof value === 'number' || typeof value === 'bigint')) return String(value)
  return value
}
