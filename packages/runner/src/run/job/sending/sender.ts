import type { TaskSnapshot } from '@shotlist/core'
import type { StepEvent } from '../../../job/job-state.ts'
import { submitStep } from '../../../job/submit-step.ts'
import type { JobRun } from '../job-run.ts'
import { keepAnswer } from '../keep-answer.ts'
import { withCallback } from './callback.ts'
import { withContents } from './file-contents.ts'
import { fillRequest } from './fill-request.ts'

export type Request = Readonly<Record<string, unknown>>

/** How submissions reach a provider, and how their tasks are polled: from this process, or through the workers of a fleet. */
export type Sender = {
  /**
   * Completes the request of a job, as it is recorded.
   *
   * @throws {MissingOutputError | InputError} and what core's `upload` throws
   */
  fill(job: JobRun): Promise<Request>
  /**
   * Adds the contents of files to a recorded request, or hands them over in another way. Called before anything is sent.
   *
   * @throws {InputError} if a file cannot be read or has changed
   */
  open(job: JobRun, request: Request): Promise<Request>
  /**
   * Sends what `open` returned under a key, and returns its outcome.
   *
   * @throws {StopReason} if the run stops while a fleet has the submission
   */
  send(job: JobRun, sent: Request, key: string): Promise<StepEvent>
  /**
   * Polls a task once. Absent: this process asks the provider. Undefined if the task is not known.
   *
   * @throws what core's `read` throws
   */
  poll?(kind: string, taskId: string, signal: AbortSignal): Promise<TaskSnapshot | undefined>
}

/** Sends submissions from this process. */
export const directSender: Sender = {
  fill: fillRequest,
  open: withContents,
  send(job, sent, key) {
    const { operation } = job.instance
    const submission = { operation, request: withCallback(job, sent), key }
    return submitStep(job.session.client, submission, (file) => keepAnswer(job, file))
  },
}
