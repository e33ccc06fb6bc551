import type { Json, JsonObject } from '../answers/json.ts'
import type { ErrorClass } from '../documents/terms.ts'
import type { FileRecipe } from './file-recipe.ts'
import type { Timeline } from './timeline.ts'

/** How a task is going to end, decided when it starts. */
export type Outcome =
  | { readonly state: 'succeeded' }
  | { readonly state: 'failed'; readonly class: ErrorClass; readonly code?: string; readonly message: string }
  | { readonly state: 'never' }
  /** Shows a state the document does not know from the start until `untilMs` (clock time), then goes on to succeed. */
  | { readonly state: 'unknown'; readonly word: Json; readonly untilMs: number }

/** A started task. */
export type Task = {
  readonly id: string
  readonly kind: string
  readonly operation: string
  /** The request as it came: the body, or the query where there is none. */
  readonly request: Json
  /** All its fields: body, path, query. */
  readonly fields: JsonObject
  readonly timeline: Timeline
  readonly outcome: Outcome
  /** In the provider's unit; `undefined` where the document has no price for the request. */
  readonly charge: number | undefined
  /** Values of the outputs, by name, fixed from the start. Files are given by their own names, for links to them change. */
  readonly outputs: Readonly<Record<string, Json>>
  /** The main file, once it is made; tasks that fail make none. */
  readonly file: TaskFile | undefined
  /** How its files are made, the main one among them. */
  readonly recipes: readonly FileRecipe[]
  /** What was answered when it was first read, kept for answers that come late and twice. */
  firstAnswer?: Json
}

/** What the task's main file is and how far its making has come. */
export type TaskFile = {
  readonly name: string
  readonly width: number
  readonly height: number
  /** Of the whole clip, the source's part included. */
  readonly seconds: number
  state: 'making' | 'ready' | 'failed'
  /** Size in bytes, once it is ready. */
  bytes: number | undefined
}
