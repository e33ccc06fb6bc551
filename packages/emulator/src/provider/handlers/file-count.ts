import type { OperationTable, OutputRule, TaskRules } from '../../documents/terms.ts'
import type { OperationRole } from '../../requests/roles.ts'
import type { Draft } from '../../responses/draft.ts'
import type { JsonObject } from '../../responses/json.ts'
import { exampleCount } from '../../responses/list-output.ts'
import { withDefaults } from '../../tasks/price.ts'

/** Names of fields that ask for a number of files: `count`, `n`, `num_images`, `number_of_videos`, `sampleCount`, `batch_size`. */
const COUNT_FIELD =
  /^(n|count|quantity|amount|(batch|sample|image|video|output|result|clip|picture)_?(count|size)|(n|num|number)(_?of)?_?(image|video|output|result|sample|clip|picture|generation)s?)$/i

/** No provider makes more files from one request. */
const MAX_FILES = 100

/** How many files a list of outputs has: as many as the request asks for, otherwise as many as the document's example has. */
export function fileCount(
  operation: OperationTable,
  { fields, outputs, example }: { fields: JsonObject; outputs: Readonly<Record<string, OutputRule>>; example: Draft },
): number {
  const asked = Object.entries(withDefaults(operation, fields)).find(([name, value]) => COUNT_FIELD.test(name) && isCount(value))?.[1]
  if (asked !== undefined) return Number(asked)
  const lists = Object.values(outputs).filter(({ list }) => list === true)
  return Math.max(1, ...lists.map(({ from }) => exampleCount(example, from)))
}

/**
 * Which of the files that a job keeps a request does not ask for: those for which the operation has a switch, as `with_poster` for `poster`, that
 * is not on.
 */
export function declinedOutputs(
  { model, operation }: OperationRole,
  { fields, rules }: { fields: JsonObject; rules: Pick<TaskRules, 'outputs'> },
): (output: string) => boolean {
  const switches = model.fields.filter(({ type }) => type === 'boolean').map(({ name }) => name)
  const given = withDefaults(operation, fields)
  return (output) => {
    const { keep, required } = rules.outputs[output] ?? {}
    const own = keep === true && required !== true ? switches.filter((name) => name.split('_').includes(output)) : []
    return own.length > 0 && !own.some((name) => given[name] === true)
  }
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_FILES
}
