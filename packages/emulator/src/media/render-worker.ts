import { parentPort } from 'node:worker_threads'
import { type RenderJob, render } from './render-job.ts'

/** What a worker answers to a job. */
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
  // Handed over, not copied, where the file has memory of its own.
  const whole = file !== undefined && file.buffer instanceof ArrayBuffer && file.byteLength === file.buffer.byteLength
  PORT?.postMessage(result, whole ? [file.buffer as ArrayBuffer] : [])
}
