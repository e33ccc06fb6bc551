import type { OperationTable, TaskRules } from '../../documents/terms.ts'
import { isFileOutput, mainFile } from '../../responses/draft.ts'
import type { Json, JsonObject } from '../../responses/json.ts'
import type { TaskView } from '../../responses/task-response.ts'
import { frameSize, planClip } from '../../tasks/clip-plan.ts'
import type { ClipSpec } from '../../tasks/media.ts'
import { FILE_FORMATS, type FileRecipe, type FileType, fileSafe } from '../../tasks/media.ts'
import { withDefaults } from '../../tasks/price.ts'
import type { TaskFile } from '../../tasks/task.ts'
import type { Context } from '../context.ts'
import { offerFile } from '../make-files.ts'
import { referenceTo } from '../requested-file.ts'
import type { Source } from './sources.ts'

/** The files of a new task. */
export type PlannedFiles = {
  /** The file that a job downloads; `undefined` if the task's outputs have none. */
  readonly main: TaskFile | undefined
  readonly recipes: readonly FileRecipe[]
  /** File names by output. */
  readonly names: Readonly<Record<string, string>>
}

/** Plans the files of a task: the main one as the request asks for it, and the others of its outputs, such as a cover. */
export function planFiles(task: {
  readonly operation: OperationTable
  readonly rules: Pick<TaskRules, 'outputs'>
  readonly fields: JsonObject
  readonly sources: readonly Source[]
  readonly id: string
}): PlannedFiles {
  const { operation, rules, id } = task
  const mainName = mainFile(rules.outputs)?.[0]
  const clip = task.sources.find((source) => source.isClip)
  const source = operation.name === 'extend' ? clip : undefined
  const spec = specFor(task, clip)
  const recipes: FileRecipe[] = []
  const names: Record<string, string> = {}
  for (const [output, rule] of Object.entries(rules.outputs)) {
    if (!isFileOutput(rule)) continue
    const type = rule.type as FileType
    const main = output === mainName
    const name = `${main ? operation.name : fileSafe(output)}-${fileSafe(id)}.${FILE_FORMATS[type].ending}`
    names[output] = name
    recipes.push({ name, type, spec: main ? spec : { ...spec, notes: [output] }, source: type === 'video' ? source?.file : undefined })
  }
  const file = recipes.find((recipe) => recipe.name === names[mainName ?? ''])
  if (file === undefined) return { main: undefined, recipes, names }
  const seconds = spec.seconds + (source?.file === undefined ? 0 : (source.seconds ?? 0))
  return { main: { name: file.name, width: spec.width, height: spec.height, seconds, state: 'making', bytes: undefined }, recipes, names }
}

/** A clip that extends a source, or processes one without a quality of its own, has the source's size. */
function specFor(task: Parameters<typeof planFiles>[0], clip: Source | undefined): ClipSpec {
  const { operation, fields } = task
  const goesOn = operation.name === 'extend'
  const first = clip ?? task.sources.find((source) => source.width !== undefined)
  const spec = planClip(operation, withDefaults(operation, fields), {
    ratio: first?.width === undefined || first.height === undefined ? undefined : first.width / first.height,
    seconds: goesOn ? undefined : clip?.seconds,
  })
  const asksForQuality = fields[operation.canonical['quality'] ?? 'quality'] !== undefined
  if (clip?.width === undefined || clip.height === undefined || (asksForQuality && !goesOn)) return spec
  return { ...spec, width: evenDown(clip.width), height: evenDown(clip.height) }
}

/** Clips have even sizes. */
function evenDown(pixels: number): number {
  return 2 * Math.floor(pixels / 2)
}

/** The length of every file from before the emulator's start. */
const EARLIER_SECONDS = 5

/** Stands for any file from before the emulator's start, if unknown ids are accepted. */
export function earlierFile(context: Context, id: string, type: FileType): ClipSpec & { readonly name: string } {
  const spec: ClipSpec = { ...frameSize(undefined, undefined), seconds: EARLIER_SECONDS, prompt: `earlier: ${id.slice(0, 80)}`, notes: [] }
  const name = `earlier-${fileSafe(id)}.${FILE_FORMATS[type].ending}`
  if (!context.files.has(name)) offerFile(context, { name, type, spec, source: undefined })
  return { ...spec, name }
}

/** The state of a task that finished before the emulator's start. */
export function earlierTaskView(context: Context, id: string, rules: TaskRules): TaskView {
  const main = mainFile(rules.outputs)
  const file = earlierFile(context, id, (main?.[1].type ?? 'video') as FileType)
  const { width, height } = file
  const outputs: Record<string, Json> = { width, height, duration: EARLIER_SECONDS, seconds: EARLIER_SECONDS }
  for (const [name, rule] of Object.entries(rules.outputs)) {
    if (rule.type === 'id') outputs[name] = id
    if (isFileOutput(rule)) outputs[name] = referenceTo(context, rule, earlierFile(context, id, rule.type as FileType).name)
  }
  const createdMs = context.clock.now()
  return {
    state: 'succeeded',
    word: null,
    failure: undefined,
    outputs,
    credits: undefined,
    progress: 1,
    id,
    resultId: id,
    cancelId: id,
    request: {},
    fields: {},
    createdMs,
  }
}
