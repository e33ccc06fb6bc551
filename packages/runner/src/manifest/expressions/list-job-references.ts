import type { CompiledValue, Expression } from './expression.ts'

/** A job that an expression refers to, and the value that contains the expression. */
export type JobReference = { readonly job: string; readonly value: CompiledValue }

/** The jobs whose outputs a value uses, found without evaluating it. */
export function listJobReferences(value: CompiledValue): readonly JobReference[] {
  if (value.kind === 'template') {
    const jobs = value.template.parts.flatMap((part) => (typeof part === 'string' ? [] : jobsOf(part)))
    return jobs.map((job) => ({ job, value }))
  }
  if (value.kind === 'list') return value.items.flatMap((item) => listJobReferences(item))
  if (value.kind === 'map') return value.entries.flatMap(([, item]) => listJobReferences(item))
  return []
}

function jobsOf(expression: Expression): readonly string[] {
  if (expression.kind === 'call') return expression.args.flatMap((arg) => jobsOf(arg))
  if (expression.kind === 'binary') return [...jobsOf(expression.left), ...jobsOf(expression.right)]
  if (expression.kind === 'not') return jobsOf(expression.operand)
  if (expression.kind !== 'member') return []
  const { target, key } = expression
  if (target.kind === 'name' && target.name === 'jobs') return key.kind === 'literal' ? [String(key.value)] : []
  return [...jobsOf(target), ...jobsOf(key)]
}
