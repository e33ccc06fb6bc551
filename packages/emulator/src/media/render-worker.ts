import { parentPort } from 'node:worker_threads'
import { type RenderJob, render } from './render-job.ts'

/** The result of a job. */
export type RenderResult = { readonly file: Uint8Array } | { readonly problem: string }

/** The program of a worker thread: makes one file after another. */
const PORT = parentPort
PORT?.on('message', (job: RenderJob) => {
  void render(job).then(
    (file) => send({ file }, file),
    (error: unknown) => send({ problem: error instanceof Error ? error.message : String(error) }),
  )
})

function send(result: RenderResult, file?: Uint8Array): void {
  // A file with its own memory is transferred instead of copied.
  const whole = file !== undefined && file.buffer instanceof ArrayBuffer && file.byteLength === file.buffer.byteLength
  PORT?.postMessage(result, whole ? [file.buffer as ArrayBuffer] : [])
}
