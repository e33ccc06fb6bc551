import { keepCompiledCode } from '@shotlist/codegen/compile-cache'

/** Runs the command line of this process, and ends the process with its exit status. */
export async function start(version: string): Promise<void> {
  keepCompiledCode()
  // Flushes of clips and of the journal wait for the disk in threads of their own, and four, Node's number, are soon all waiting.
  process.env['UV_THREADPOOL_SIZE'] ??= '16'
  // Imported after the cache is there, or it would be compiled each time.
  const { runProcess } = await import('./run-process.ts')
  await runProcess(version)
}
