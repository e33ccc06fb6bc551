import type { OutputRule, TaskRules } from '../../documents/terms.ts'
import type { EndpointRequest } from '../../requests/incoming.ts'
import { basePaths } from '../../requests/route-table.ts'
import { baseResponse } from '../../responses/base-response.ts'
import { chooseCandidate, type Draft, isFileOutput, placePattern, placeType, readFirst } from '../../responses/draft.ts'
import type { Json, JsonObject } from '../../responses/json.ts'
import { type IdShape, idShape } from '../../tasks/ids.ts'
import type { Context } from '../context.ts'
import type { PlannedFiles } from './task-files.ts'

/** The ids of a new task: its own, and those of its outputs. */
export type TaskIds = {
  readonly task: string
  readonly result: string
  readonly cancel: string
  readonly outputs: Readonly<Record<string, string | string[]>>
}

/** `count`: how many items an output has that is a list. */
type NewTask = { readonly request: EndpointRequest; readonly rules: TaskRules; readonly count: number }

/**
 * Creates a task's ids in the shape of the document's examples. An output gets the task's own id if its example is the task's id, or if
 * both are integers, because most providers use one number for both.
 */
export function newTaskIds(context: Context, task: NewTask): TaskIds {
  const { rules, count } = task
  const submitted = baseResponse(task.request.endpoint, (draft) => readFirst(draft, rules.id) !== undefined)
  const example = readFirst(submitted, rules.id)
  const reading = context.model.endpoints[rules.read.operationId]
  const asked = reading?.parameters.find((each) => `$request.${each.in}.${each.name}` === rules.read.id)?.schema
  const shape = shapeAt(submitted, rules.id, typeof asked === 'object' ? asked['pattern'] : undefined)
  const id = rules.read.id === '$url' ? newAddress(context, rules.read, task.request) : context.state.ids.mint(shape)
  const outputs = Object.entries(rules.outputs).flatMap(([name, rule]) => {
    if (rule.type !== 'id' || reading === undefined) return []
    const read = baseResponse(reading, (draft) => readFirst(draft, rule.from) !== undefined)
    const own = shapeAt(read, rule.from)
    if (rule.list === true) return [[name, Array.from({ length: count }, () => context.state.ids.mint(own))]]
    const same =
      (shape.type === 'integer' && own.type === 'integer') ||
      (example !== undefined && String(readFirst(read, rule.from)) === String(example))
    return [[name, same ? id : context.state.ids.mint(own)]]
  })
  const value = rules.result?.value
  const read = reading && value && baseResponse(reading, (draft) => readFirst(draft, value) !== undefined)
  const submittedAt = rules.result?.submitted
  const resultShape =
    submittedAt === undefined
      ? read === undefined || value === undefined
        ? undefined
        : shapeAt(read, value)
      : shapeAt(submitted, submittedAt)
  const mintResult = (): string => {
    if (rules.result === undefined || resultShape === undefined) return id
    return rules.result.id === '$url' ? newAddress(context, rules.result, task.request) : context.state.ids.mint(resultShape)
  }
  const { cancel } = rules
  const mintCancel = (): string => {
    if (cancel?.value === undefined) return id
    return cancel.id === '$url' ? newAddress(context, cancel, task.request) : context.state.ids.mint(shapeAt(submitted, cancel.value))
  }
  return { task: id, result: mintResult(), cancel: mintCancel(), outputs: Object.fromEntries(outputs) as TaskIds['outputs'] }
}

/** An address of the emulator for a request about a new task. Parameters that the submission has too keep its values. */
function newAddress(context: Context, { operationId, path }: TaskRules['read'], { parameters }: EndpointRequest): string {
  const declared = context.model.endpoints[operationId]?.parameters ?? []
  const filled = path.replaceAll(/\{\+?([^}]+)\}/g, (_, name: string) => {
    const { schema } = declared.find((each) => each.name === name && each.in === 'path') ?? {}
    const isInteger = typeof schema === 'object' && schema['type'] === 'integer'
    return encodeURIComponent(String(parameters[name] ?? context.state.ids.mint({ type: isInteger ? 'integer' : 'uuid' })))
  })
  return `${context.url}${basePaths(context.model)[0] ?? ''}${filled}`
}

/**
 * The shape of the id that the candidates read.
 * @param asked The pattern of the parameter that takes the id, for responses that declare none.
 */
export function shapeAt(draft: Draft, candidates: readonly string[], asked?: unknown): IdShape {
  const place = chooseCandidate(draft, candidates)
  const pattern = placePattern(draft, place) ?? (typeof asked === 'string' ? asked : undefined)
  return idShape(readFirst(draft, candidates), placeType(draft, place) === 'number', pattern)
}

/** The values of a new task's outputs that are already known. Files are given by their names. */
export function taskOutputs(
  context: Context,
  task: {
    readonly rules: TaskRules
    readonly ids: TaskIds
    readonly files: PlannedFiles
    readonly fields: JsonObject
    readonly charge: number | undefined
  },
): Record<string, Json> {
  const { rules, ids, files } = task
  const file = files.main
  const facts: Record<string, Json | undefined> = {
    width: file?.width,
    height: file?.height,
    duration: file?.seconds,
    seconds: file?.seconds,
    seed: task.fields['seed'] ?? Math.floor(context.random() * 2_147_483_648),
    credits: task.charge,
    charged: task.charge,
  }
  const entries = Object.entries(rules.outputs).map(([name, rule]) => [name, outputValue(name, rule)] as const)
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined))

  function outputValue(name: string, rule: OutputRule): Json | undefined {
    if (rule.type === 'id') return task.fields[name] === undefined || name === 'video_id' ? ids.outputs[name] : undefined
    if (isFileOutput(rule)) return files.names[name]
    return rule.type === 'number' ? facts[name] : undefined
  }
}
