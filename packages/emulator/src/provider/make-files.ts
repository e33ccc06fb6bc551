import { fileLink } from '../files/file-link.ts'
import type { StoredFile } from '../files/file-store.ts'
import { silentWav } from '../files/silence.ts'
import { FILE_FORMATS, type FileRecipe } from '../tasks/media.ts'
import type { Task, TaskFile } from '../tasks/task.ts'
import type { Context } from './context.ts'

/** Starts making a task's main file and registers its other files, which are made on their first request. */
export function makeFiles(context: Context, task: Task): void {
  for (const recipe of task.recipes) {
    if (recipe.name === task.file?.name)
      void follow(
        task.file,
        context.files.put(recipe.name, mimeOf(recipe), () => make(context, recipe)),
      )
    else offerFile(context, recipe)
  }
}

/** Registers a file that is made on its first request. */
export function offerFile(context: Context, recipe: FileRecipe): void {
  context.files.offer(recipe.name, mimeOf(recipe), () => make(context, recipe))
}

/** A link to one of the emulator's files, valid from now on. */
export function linkTo(context: Context, name: string): string {
  return fileLink({ url: context.url, lifetimeMs: context.settings.linkLifetimeMs }, name, context.clock.now())
}

async function follow(file: TaskFile, making: Promise<StoredFile>): Promise<void> {
  try {
    file.bytes = (await making).bytes
    file.state = 'ready'
  } catch {
    file.state = 'failed'
  }
}

async function make(context: Context, recipe: FileRecipe): Promise<Uint8Array> {
  if (recipe.type === 'audio') return silentWav(recipe.spec.seconds)
  if (recipe.type === 'image') return context.media.image(recipe.spec)
  const source = recipe.source === undefined ? undefined : await context.files.find(recipe.source)
  return source === undefined ? context.media.clip(recipe.spec) : context.media.extend(await context.files.read(source), recipe.spec)
}

function mimeOf(recipe: FileRecipe): string {
  return FILE_FORMATS[recipe.type].mime
}
