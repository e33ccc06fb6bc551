import type { Json } from '../../answers/json.ts'
import { isFileOutput, mainFile } from '../../answers/outputs.ts'
import type { TaskStory } from '../../answers/task-answer.ts'
import type { TaskRules } from '../../documents/terms.ts'
import { type FileType, fileFormats, fileSafe } from '../../tasks/file-recipe.ts'
import { frameSize } from '../../tasks/frame-size.ts'
import type { ClipSpec } from '../../tasks/media-maker.ts'
import type { Context } from '../context.ts'
import { linkTo, offerFile } from '../make-files.ts'

const seconds = 5

/** A file as it may have been before the emulator started: where unknown ids are accepted, each stands for one. */
export function earlierFile(context: Context, id: string, type: FileType): ClipSpec & { readonly name: string } {
  const spec: ClipSpec = { ...frameSize(undefined, undefined), seconds, prompt: `earlier: ${id.slice(0, 80)}`, notes: [] }
  const name = `earlier-${fileSafe(id)}.${fileFormats[type].ending}`
  if (!context.files.has(name)) offerFile(context, { name, type, spec, source: undefined })
  return { ...spec, name }
}

/** What a task that was finished before the emulator started has to tell. */
export function earlierStory(context: Context, id: string, rules: TaskRules): TaskStory {
  const main = mainFile(rules.outputs)
  const file = earlierFile(context, id, (main?.[1].type ?? 'video') as FileType)
  const { width, height } = file
  const outputs: Record<string, Json> = { width, height, duration: seconds, seconds }
  for (const [name, rule] of Object.entries(rules.outputs)) {
    if (rule.type === 'id') outputs[name] = id
    if (isFileOutput(rule)) outputs[name] = linkTo(context, earlierFile(context, id, rule.type as FileType).name)
  }
  const createdMs = context.clock.now()
  return { state: 'succeeded', word: null, failure: undefined, outputs, credits: undefined, id, request: {}, fields: {}, createdMs }
}
