import type { Failure } from './failure.ts'
import type { Outputs, PlacedFile } from './job-state.ts'

/** What a step came to, as the step machine is told of it. */
export type StepEvent =
  /** The submission is written down under this key. */
  | { readonly type: 'intended'; readonly key: string }
  /** It is about to leave: from here on it may have been delivered. */
  | { readonly type: 'sent' }
  /** The provider started a task. `isShared`: another job has it too, and was charged for it. */
  | { readonly type: 'accepted'; readonly taskId: string; readonly charged?: number; readonly isShared?: boolean }
  /** The provider answered at once, with the result. */
  | { readonly type: 'answered'; readonly outputs: Outputs; readonly charged?: number; readonly isShared?: boolean }
  /**
   * For certain nothing was started, and the same key may be used again. `full`: no free slot, or too many requests, which only means to
   * wait; `trouble`: the request never got there.
   */
  | { readonly type: 'turned-away'; readonly failure: Failure; readonly because: 'full' | 'trouble' }
  /** The provider refused the request for good. Nothing was started. */
  | { readonly type: 'refused'; readonly failure: Failure }
  /** The request left, and nothing that was answered tells what became of it. `isKeyInUse`: the provider is still at work on its key. */
  | { readonly type: 'lost'; readonly failure: Failure; readonly isKeyInUse?: boolean }
  | { readonly type: 'succeeded'; readonly outputs: Outputs; readonly charged?: number }
  | { readonly type: 'task-failed'; readonly failure: Failure; readonly charged?: number }
  /** The provider no longer knows the task. */
  | { readonly type: 'forgotten'; readonly failure: Failure }
  /** The file's URL no longer works: the task must be read again for a new one. */
  | { readonly type: 'url-expired' }
  | { readonly type: 'placed'; readonly file?: PlacedFile }
