import { evaluateValue } from '../../manifest/expressions/evaluate-value.ts'
import type { Scope } from '../../manifest/expressions/scope.ts'
import { checkPath } from '../../manifest/files/check-path.ts'
import type { Cell } from '../cells/cell.ts'
import type { ExpandedJob } from '../instances/expanded-job.ts'
import type { InstanceContext } from '../instances/instance-context.ts'
import { checkOutputName } from './check-output-name.ts'
import { defaultOutput, fileEnding } from './output-path.ts'

type Options = {
  readonly id: string
  readonly cell: Cell
  readonly take: number | undefined
  readonly scope: Scope
  readonly context: InstanceContext
}

/** Where the file of an instance goes, below the output folder; what cannot be is noted. `undefined` where there is no file. */
export function placeOutput(job: ExpandedJob, { id, cell, take, scope, context }: Options): string | undefined {
  const { issues, outputs } = context
  const place = job.job.output ?? job.job.place
  const ending = job.used === undefined ? undefined : fileEnding(job.used.outputs)
  if (job.used !== undefined && ending === undefined) {
    if (job.output !== undefined)
      issues.add(place, {
        code: 'no-output',
        message: `${job.used.provider}/${job.used.operation.name} makes no file, so it has no \`output\``,
      })
    return undefined
  }
  const text =
    job.output === undefined ? defaultOutput(job.job.id, { cell, take, ending: ending ?? '' }) : evaluateValue(job.output, scope, issues)
  if (typeof text !== 'string') return undefined
  const checked = checkPath(text)
  if ('problem' in checked || checked.path.endsWith('/')) {
    const problem = 'problem' in checked ? checked.problem : 'names a folder'
    const hint = 'problem' in checked ? checked.hint : 'Name the file itself.'
    issues.add(place, {
      code: 'bad-path',
      message: `the output \`${text.slice(0, 200)}\` ${problem}`,
      ...(hint === undefined ? {} : { hint }),
    })
    return undefined
  }
  const odd = checkOutputName(checked.path)
  if (odd !== undefined) {
    const hint = `Write \`${odd.instead}\`, say; \`slug(...)\` makes such names of any value.`
    issues.add(place, { code: 'bad-path', message: `the output \`${text.slice(0, 200)}\` ${odd.problem}`, hint })
    return undefined
  }
  outputs.push({ path: checked.path, instance: id, place })
  return checked.path
}
