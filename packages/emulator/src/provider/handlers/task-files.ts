import type { OperationTable, TaskRules } from '../../documents/terms.ts'
import { isFileOutput, mainFile } from '../../responses/draft.ts'
import type { Json, JsonObject } from '../../responses/json.ts'
import type { TaskView } from '../../responses/task-response.ts'
import { frameSize, planClip, sizeWord } from '../../tasks/clip-plan.ts'
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
  /** File names by output: a list for one that is a list. */
  readonly names: Readonly<Record<string, string | string[]>>
}

/** Plans the files of a task: the main one as the request asks for it, and the others of its outputs, such as a cover. */
export function planFiles(task: {
  readonly operation: OperationTable
  readonly rules: Pick<TaskRules, 'outputs'>
  readonly fields: JsonObject
  readonly sources: readonly Source[]
  readonly id: string
  /** How many files an output has that is a list. */
  readonly count: number
  /** Whether the request does not ask for an output that it could ask for. */
  readonly declined?: (output: string) => boolean
}): PlannedFiles {
  const { operation, rules, id } = task
  const mainName = mainFile(rules.outputs)?.[0]
  const clip = task.sources.find((source) => source.isClip)
  const source = operation.name === 'extend' ? clip : undefined
  const spec = specFor(task, clip)
  const recipes: FileRecipe[] = []
  const names: Record<string, string | string[]> = {}
  let mainFileName: string | undefined
  for (const [output, rule] of Object.entries(rules.outputs)) {
    if (!isFileOutput(rule) || task.declined?.(output) === true) continue
    const type = rule.type as FileType
    const main = output === mainName
    const word = `${main ? operation.name : fileSafe(output)}-${fileSafe(id)}`
    const notes = main ? spec.notes : [output]
    const made = Array.from({ length: rule.list === true ? task.count : 1 }, (_, index): FileRecipe => {
      const number = rule.list === true ? `-${index + 1}` : ''
      return {
        name: `${word}${number}.${FILE_FORMATS[type].ending}`,
        type,
        spec: { ...spec, notes: rule.list === true ? [...notes, `${index + 1} of ${task.count}`] : notes },
        source: type === 'video' ? source?.file : undefined,
      }
    })
    recipes.push(...made)
    const own = made.map(({ name }) => name)
    names[output] = rule.list === true ? own : (own[0] as string)
    if (main) mainFileName = own[0]
  }
  const file = recipes.find((recipe) => recipe.name === mainFileName)
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
  const asksForQuality = fields[operation.canonical['quality'] ?? 'quality'] !== undefined || sizeWord(fields) !== undefined
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
    if (rule.type === 'id') outputs[name] = rule.list === true ? [id] : id
    if (!isFileOutput(rule)) continue
    const reference = referenceTo(context, rule, earlierFile(context, id, rule.type as FileType).name)
    outputs[name] = rule.list === true ? [reference] : reference
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
